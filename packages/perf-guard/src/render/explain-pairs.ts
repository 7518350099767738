import { printable } from '@perf-suite/command-line';
import {
  boundTexts,
  changeText,
  counted,
  drawInterval,
  formatNs,
  plainPercent,
  pValueText,
} from '@perf-suite/command-line/terminal';
import {
  type Comparison,
  type Estimate,
  isNotJudged,
  type PairedRun,
  type PercentileName,
  percentilesBehind,
  type Report,
  verdictWords,
} from '@perf-suite/schema';
import { changeFromLog } from '../log-estimate.js';
import type { InterimAnalysis } from '../paired/analysis-plan.js';
import type { PairDecision } from '../paired/decide-pairs.js';
import { replayPairs } from '../paired/replay-pairs.js';
import { roundRatios } from '../paired/round-ratios.js';
import type { QuantityDecision } from '../paired/rounds-seen.js';
import { median } from '../statistics/quantile.js';
import { allocationLines } from './explain-allocation.js';
import { errorLines } from './explain-errors.js';
import { explanationLines } from './explanation-lines.js';
import { baselineText, nameOf, revisionOf } from './report-words.js';

const PICTURE_WIDTH = 41;
const SMALLEST_RANGE = 4;

/** Returns how a benchmark's verdict came about: what was measured, round by round, and what each analysis made of it. */
export function explainPairs(run: PairedRun, report: Report, comparison: Comparison): string[] {
  const benchmark = run.benchmarks.find(({ id }) => id === comparison.id);
  const heading = `${printable(nameOf(comparison))}: ${verdictWords(comparison.verdict)}`;
  if (benchmark === undefined || comparison.percentiles.length === 0)
    return [heading, `  ${printable(comparison.summary)}`];
  const lead = percentilesBehind(comparison)[0] ?? 'p50';
  return [
    heading,
    `  ${printable(comparison.summary)}`,
    '',
    ...(comparison.explanation === undefined ? [] : [...explanationLines(comparison.explanation), '']),
    ...measuredLines(benchmark, report),
    '',
    ...roundLines(benchmark, comparison, lead),
    '',
    ...analysisLines(ofItsShard(run, benchmark), benchmark.id, lead),
    '',
    ...errorLines(comparison),
    ...allocationLines(benchmark, comparison),
    ...ruleLines(comparison, report, lead),
  ];
}

type Benchmark = PairedRun['benchmarks'][number];

/** Returns the run with the benchmarks of one machine alone: it decided about them without the others. */
function ofItsShard(run: PairedRun, { shard }: Benchmark): PairedRun {
  return { ...run, benchmarks: run.benchmarks.filter((one) => one.shard === shard) };
}

function measuredLines(benchmark: Benchmark, report: Report): string[] {
  const { pairCounts, rounds } = roundRatios(benchmark);
  const { kind } = benchmark;
  const how =
    kind !== undefined
      ? 'both sides in turns, each in its own checkout'
      : benchmark.isolation === 'process'
        ? 'each side in a process of its own, in turns'
        : 'both sides in one process, in turns';
  return [
    'What was measured',
    `  base is ${printable(baselineText(report.baseline))}, head is ${printable(revisionOf(report.run))}`,
    `  ${counted(rounds.length, 'round')} of about ${counted(Math.round(median(pairCounts)), 'pair')}, ${how}, each round in fresh processes`,
    kind === 'command'
      ? '  a pair is an execution of base and one of head, right after each other'
      : kind === 'service'
        ? '  a pair is a request to base and the same one to head, in slices of load right after each other'
        : `  a pair is a batch of ${counted(benchmark.batchSize, 'call')} of base and one of head, right after each other`,
  ];
}

/** A line for each round: base, head, by how much head took longer, and where that lies. */
function roundLines(benchmark: Benchmark, comparison: Comparison, percentile: PercentileName): string[] {
  const ratios = roundRatios(benchmark);
  const { logRatios, baseNs, headNs } = ratios.percentiles[percentile];
  const minimumEffect = effectOf(comparison, percentile);
  const furthest = Math.max(...logRatios.map((log) => Math.abs(Math.expm1(log))));
  const range = Math.max(SMALLEST_RANGE * minimumEffect, Math.min(1, furthest * 1.1));
  const scale = { width: PICTURE_WIDTH, edgeRatio: 1 + range, minimumEffect };
  const lines = ratios.rounds.map((round, i) => {
    const log = logRatios[i] as number;
    const speedup = Math.exp(-log);
    const point: Estimate = { point: speedup, lower: speedup, upper: speedup, confidence: 0 };
    const times = `${formatNs(baseNs[i] as number)} -> ${formatNs(headNs[i] as number)}`;
    const picture = drawInterval(point, scale, { unicode: true });
    return `  round ${String(round + 1).padStart(2)}  ${picture}  ${changeText(Math.expm1(log)).padStart(8)}  ${times}`;
  });
  const what =
    percentile === 'p50' ? 'the median ratio of its pairs' : "the ratio of the two sides' 95th percentiles";
  return [
    `What each round says at ${percentile}: ${what}`,
    ...lines,
    `            ${'slower'.padEnd(PICTURE_WIDTH - 6)}faster; dotted: ${plainPercent(minimumEffect)}`,
  ];
}

/** What was known after each analysis: the run replayed up to there. */
function analysisLines(run: PairedRun, id: string, percentile: PercentileName): string[] {
  const whole = replayPairs(run, { ended: true });
  const lines: string[] = [];
  for (const analysis of whole.analyses) {
    const decision = decisionAfter(run, id, analysis);
    const found = decision?.quantities[percentile] ?? null;
    if (decision === null || found === null) continue;
    lines.push(`  after ${counted(analysis.rounds, 'round')}: ${analysisText(found, analysis)}`);
    if (decision.decided) break;
  }
  return [`What the analyses made of it at ${percentile}`, ...lines];
}

function decisionAfter(run: PairedRun, id: string, { rounds, last }: InterimAnalysis): PairDecision | null {
  const benchmarks = run.benchmarks.map((one) => ({
    ...one,
    rounds: one.rounds.filter(({ round }) => round < rounds),
  }));
  const { benchmarks: replayed } = replayPairs({ ...run, benchmarks }, { ended: last });
  return replayed.find(({ benchmark }) => benchmark.id === id)?.judged?.decision ?? null;
}

function analysisText(
  { change: log, pValue, verdict, modes, trend }: QuantityDecision,
  { alpha }: InterimAnalysis,
): string {
  if (log === null) return 'too few values for an interval: open';
  const change = changeFromLog(log);
  const size = `${changeText(change.point)} [${boundTexts(change).join(', ')}]`;
  const test =
    alpha === 0
      ? 'too early to find a change'
      : pValue === null
        ? 'not tested'
        : `p ${pValueText(pValue)}, a change needs at most ${Number(alpha.toPrecision(2))}`;
  const doubt =
    modes !== null ? '; the rounds fall into two groups' : trend !== null ? '; the rounds drift' : '';
  return `${size}, ${test}${doubt}: ${verdict === 'inconclusive' ? 'open' : verdict}`;
}

function ruleLines(comparison: Comparison, report: Report, lead: PercentileName): string[] {
  const effect = plainPercent(effectOf(comparison, lead));
  const { alpha } = report.method;
  const notJudged = comparison.percentiles.flatMap(({ warnings }) => warnings.filter(isNotJudged));
  const doubts = [...comparison.warnings, ...notJudged];
  return [
    'How that is decided',
    `  regressed or improved: the estimate is at least ${effect} from no change, and such rounds are so rare without a`,
    `  change that, over all benchmarks of the run, the chance of a false verdict is at most ${plainPercent(alpha)}`,
    `  unchanged: the whole interval of 95 % lies within ${effect} of no change; inconclusive: neither of these`,
    ...(doubts.length === 0
      ? []
      : ['', 'What else is known', ...doubts.map(({ message }) => `  ! ${printable(message)}`)]),
  ];
}

function effectOf({ percentiles }: Comparison, percentile: PercentileName): number {
  return percentiles.find((one) => one.percentile === percentile)?.minimumEffect ?? 0;
}
