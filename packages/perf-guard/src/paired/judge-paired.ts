import { counted } from '@perf-suite/command-line/terminal';
import {
  baseName,
  baseNote,
  type Comparison,
  type Estimate,
  type MinimumEffect,
  type PairedBenchmark,
  type PairedRun,
  PERCENTILES,
  type PercentileName,
  type Report,
  type Warning,
} from '@perf-suite/schema';
import { noiseWarnings } from '../environment-warnings.js';
import type { Finding } from '../finding.js';
import { ALPHA, CONFIDENCE, type JudgeOptions } from '../judge-options.js';
import { withAllocation } from '../report/allocation.js';
import { comparisonOf, comparisonWithoutEstimate } from '../report/comparison.js';
import { withErrors } from '../report/errors.js';
import { failureSummary } from '../report/failure-summary.js';
import { reportOf, runReference } from '../report/report-of.js';
import { runWarnings } from '../run-warnings.js';
import { median } from '../statistics/quantile.js';
import { verdictSettingsOf } from '../verdict-settings.js';
import type { PairDecision } from './decide-pairs.js';
import { judgeAllocations } from './judge-allocation.js';
import { errorsInPairs } from './judge-errors.js';
import { meanMovedWarning } from './mean-moved.js';
import { oneCodeWarning } from './one-code.js';
import { pairWarnings } from './pair-warnings.js';
import { replayPairs, shardCountOf } from './replay-pairs.js';
import type { JudgeablePairs } from './rounds-seen.js';
import { withSlowedNeighbours } from './slowed-neighbours.js';

/**
 * Returns the report on a run that measured base and head in pairs: the method for the gate. The
 * same run, options and `createdAt` give the same report, bit for bit.
 * @throws {PerfError} `bad-file` when samples are damaged
 */
export function judgePaired(run: PairedRun, options: Omit<JudgeOptions, 'baselines'>): Report {
  const { minimumEffect, minimumAllocationEffect, gating, failOn } = verdictSettingsOf(run, options);
  const { analyses, benchmarks } = replayPairs(run, { ...options, ended: true });
  const shardCount = shardCountOf(run);
  const allocations = judgeAllocations(
    benchmarks.map(({ benchmark, judged }) => (judged === null ? { ...benchmark, rounds: [] } : benchmark)),
    {
      seed: options.seed ?? run.seed,
      minimumEffect: minimumAllocationEffect,
      gates: failOn.includes('allocated'),
    },
  );
  const comparisons = benchmarks.map(({ benchmark, judged }, i) =>
    judged === null
      ? unjudged(benchmark)
      : withAllocation(
          withErrors(
            judgedComparison(benchmark, judged, { gating, suiteEffect: minimumEffect }),
            errorsInPairs(judged.pairs, judged.decision),
            'paired',
          ),
          allocations[i] ?? null,
        ),
  );
  const note = baseNote(run.base, run.environment);
  // What head had not committed says nothing of base.
  const { dirty: _, ...ofRun } = runReference(run, options.runFile);
  const baseReference = { ...ofRun, commit: run.base.commit, branch: null };
  return reportOf({
    run,
    runFile: options.runFile,
    createdAt: options.createdAt,
    baseline: { name: baseName(run.base), ...(note !== null && { note }), runs: [baseReference] },
    method: {
      kind: 'paired',
      alpha: ALPHA,
      ...(shardCount > 1 && { shards: shardCount }),
      looks: analyses.map(({ rounds, alpha }) => ({ rounds, alpha })),
      confidence: CONFIDENCE,
      seed: options.seed ?? run.seed,
    },
    minimumEffect,
    failOn,
    comparisons: withSlowedNeighbours(
      comparisons,
      benchmarks.map(({ benchmark }) => benchmark),
    ),
    warnings: runWarnings(run, options),
  });
}

/** Returns the comparison of a benchmark that gave nothing to judge. */
function unjudged(benchmark: PairedBenchmark): Comparison {
  const { failure, sameCode, warnings } = benchmark;
  const onlyIn = benchmark.onlyIn ?? null;
  if (onlyIn !== null) return oneSided(benchmark, onlyIn);
  const notLoaded = benchmark.notLoaded ?? null;
  if (notLoaded !== null) {
    const summary = `Not comparable: ${notLoaded.variant} has it, but could not load it: ${notLoaded.reason}.`;
    return comparisonWithoutEstimate(benchmark, 'incomparable', summary, warnings);
  }
  if (sameCode !== undefined)
    return comparisonWithoutEstimate(benchmark, 'same-code', `Unchanged (same code): ${sameCode}.`, warnings);
  if (failure !== null)
    return comparisonWithoutEstimate(benchmark, 'failed', failureSummary(failure), warnings);
  const zeros = benchmark.rounds.length > 0;
  const warning: Warning = zeros
    ? {
        code: 'zero-time',
        message: 'some samples read 0 ns',
        hint: 'The clock is too coarse for it: measure a larger batch, or do more in one iteration.',
      }
    : {
        code: 'no-rounds',
        message: 'it was not measured in any round',
        hint: 'Run it again; the run ended before it was measured.',
      };
  const summary = zeros
    ? 'Not comparable: some samples read 0 ns, from which no ratio can be computed.'
    : 'Inconclusive: the run ended before it was measured.';
  return comparisonWithoutEstimate(benchmark, zeros ? 'incomparable' : 'inconclusive', summary, [
    ...warnings,
    warning,
  ]);
}

/** Returns the comparison of a benchmark that one variant does not have. */
function oneSided(benchmark: PairedBenchmark, onlyIn: 'base' | 'head'): Comparison {
  return onlyIn === 'head'
    ? comparisonWithoutEstimate(
        benchmark,
        'new',
        'New: base does not have it, so that it was not measured.',
        benchmark.warnings,
      )
    : comparisonWithoutEstimate(
        benchmark,
        'missing',
        'Missing: base has it, head does not.',
        benchmark.warnings,
      );
}

interface Judged {
  readonly pairs: JudgeablePairs;
  readonly decision: PairDecision;
}

function judgedComparison(
  benchmark: PairedBenchmark,
  { pairs, decision }: Judged,
  suite: { readonly gating: readonly PercentileName[]; readonly suiteEffect: MinimumEffect },
): Comparison {
  const findings = PERCENTILES.map((percentile) => findingOf(percentile, pairs, decision));
  const oneCode = oneCodeWarning(pairs.ratios, benchmark.batchSize);
  const isFound = findings.some(({ verdict }) => verdict === 'regressed');
  const meanMoved = isFound ? null : meanMovedWarning(pairs);
  const warnings = [
    ...benchmark.warnings,
    ...[oneCode, meanMoved].filter((warning) => warning !== null),
    ...noiseWarnings(benchmark.rounds),
  ];
  return comparisonOf(benchmark, findings, { ...suite, method: 'paired', warnings });
}

function findingOf(percentile: PercentileName, pairs: JudgeablePairs, { quantities }: PairDecision): Finding {
  const decision = quantities[percentile];
  if (decision === null)
    throw new RangeError(
      `no interim analysis was made after ${counted(pairs.ratios.rounds.length, 'round')}`,
    );
  const { ratios } = pairs;
  const minimumEffect = pairs.minimumEffect[percentile];
  const { roundCount, change } = decision;
  const times = roundCount === 0 ? null : typicalTimes(ratios.percentiles[percentile], roundCount, change);
  return {
    percentile,
    verdict: decision.verdict,
    log: change,
    pValue: decision.pValue,
    minimumEffect,
    baselineNs: times?.baseNs ?? null,
    currentNs: times?.headNs ?? null,
    replicates: roundCount,
    warnings: pairWarnings(percentile, decision),
  };
}

interface Times {
  readonly baseNs: number;
  readonly headNs: number;
}

/**
 * Returns the time of each side in a typical round: that between the two, in the median of the rounds, and the change
 * around it. The median of each side by itself may say that head is far slower where it is slower by a little in each
 * round, on a machine that has two speeds.
 */
function typicalTimes(
  { baseNs, headNs }: { readonly baseNs: readonly number[]; readonly headNs: readonly number[] },
  roundCount: number,
  change: Estimate | null,
): Times {
  const sides = { base: baseNs.slice(0, roundCount), head: headNs.slice(0, roundCount) };
  if (change === null) return { baseNs: median(sides.base), headNs: median(sides.head) };
  const between = median(sides.base.map((ns, i) => Math.sqrt(ns * (sides.head[i] as number))));
  const half = Math.exp(change.point / 2);
  return { baseNs: between / half, headNs: between * half };
}
