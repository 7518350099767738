import { counted, formatNs } from '@perf-suite/command-line/terminal';
import {
  type Budget,
  type BudgetFinding,
  type Estimate,
  PERCENTILES,
  type PercentileName,
  type RunFile,
} from '@perf-suite/schema';
import { CONFIDENCE, FEWEST_SAMPLES_FOR_P95 } from '../judge-options.js';
import { isMixed } from '../mixed-code.js';
import { hodgesLehmann } from '../statistics/hodges-lehmann.js';
import { median, quantileInPlace } from '../statistics/quantile.js';
import { unpackedSamples } from '../unpacked-samples.js';

type Benchmark = RunFile['benchmarks'][number];

/** Fewer values have no interval that holds 95 %. */
const FEWEST_ROUNDS = 6;

/** Codes of warnings that say that a time is not that of the work: a short one shows nothing then. */
const NOT_THE_WORK: ReadonlySet<string> = new Set([
  'eliminated',
  'works-after-return',
  'runs-once',
  'constant-duration',
  'generator-not-run',
  'reported-time-differs',
]);

/** Returns whether any benchmark of a run has a budget. */
export function hasBudgets({ benchmarks }: RunFile): boolean {
  return benchmarks.some((benchmark) => budgetOf(benchmark) !== null);
}

/**
 * Returns what became of each budget of a run, in the run's order: the percentile of each round, over the rounds, with
 * its interval. `over` where the whole interval is above the budget, `within` where none of it is.
 * @throws {PerfError} `bad-file` when samples are damaged
 */
export function judgeBudgets(run: RunFile): BudgetFinding[] {
  return run.benchmarks.flatMap((benchmark) => {
    const budget = budgetOf(benchmark);
    if (budget === null) return [];
    return PERCENTILES.flatMap((percentile) => {
      const budgetNs = budget[percentile];
      return budgetNs === undefined ? [] : [findingOf(benchmark, percentile, budgetNs, isMixed(run))];
    });
  });
}

/** What head does not have need not keep to anything. */
function budgetOf(benchmark: Benchmark): Budget | null {
  if ('onlyIn' in benchmark && benchmark.onlyIn === 'base') return null;
  return benchmark.budgetNs ?? null;
}

function findingOf(
  benchmark: Benchmark,
  percentile: PercentileName,
  budgetNs: number,
  mixed: boolean,
): BudgetFinding {
  const { id, file, group, name, shard } = benchmark;
  const of = { id, file, group, name, percentile, budgetNs, ...(shard !== undefined && { shard }) };
  const allowed = `the budget at ${percentile} is ${formatNs(budgetNs)}`;
  const open = (reason: string, timeNs: Estimate | null = null, rounds = 0): BudgetFinding => ({
    ...of,
    state: 'open',
    timeNs,
    rounds,
    summary: `Budget open: ${reason}; ${allowed}.`,
  });
  const notMeasured = whyNotMeasured(benchmark);
  if (notMeasured !== null)
    return { ...open(notMeasured), ...('sameCode' in benchmark && { sameCode: true }) };
  if (mixed) return open('files changed while they were measured, so that two versions are mixed');
  const rounds = roundsOf(benchmark, percentile);
  const count = rounds.timesNs.length;
  if (percentile === 'p95' && rounds.sampleCount < FEWEST_SAMPLES_FOR_P95)
    return open(`p95 needs ${FEWEST_SAMPLES_FOR_P95} samples a round, found fewer (--time)`, null, count);
  if (rounds.timesNs.some((ns) => ns === 0)) return open('some samples read 0 ns', null, count);
  const log = hodgesLehmann(rounds.timesNs.map(Math.log), CONFIDENCE);
  if (log === null || count < FEWEST_ROUNDS)
    return open(
      `${counted(count, 'round')} give no interval of 95 %, it needs ${FEWEST_ROUNDS} (--rounds)`,
      null,
      count,
    );
  const timeNs: Estimate = {
    point: Math.exp(log.point),
    lower: Math.exp(log.lower),
    upper: Math.exp(log.upper),
    confidence: log.confidence,
  };
  const found = `${percentile} takes ${formatNs(timeNs.point)} (95 % interval ${formatNs(timeNs.lower)} to ${formatNs(timeNs.upper)}, ${counted(count, 'round')})`;
  if (timeNs.lower > budgetNs)
    return { ...of, state: 'over', timeNs, rounds: count, summary: `Over budget: ${found}; ${allowed}.` };
  if (timeNs.upper > budgetNs) return open(found, timeNs, count);
  const doubt = benchmark.warnings.find(({ code }) => NOT_THE_WORK.has(code));
  if (doubt !== undefined) return open(`${found}, but ${doubt.message}`, timeNs, count);
  return { ...of, state: 'within', timeNs, rounds: count, summary: `Within budget: ${found}; ${allowed}.` };
}

function whyNotMeasured(benchmark: Benchmark): string | null {
  if (benchmark.failure !== null) return 'it failed';
  if ('sameCode' in benchmark && benchmark.sameCode !== undefined)
    return 'it was not measured, because both sides run the same code (--all measures it)';
  if (benchmark.rounds.some((round) => countOf(round) > 0)) return null;
  if ('onlyIn' in benchmark && benchmark.onlyIn === 'head')
    return 'it was not measured, because base does not have it';
  return 'it was not measured';
}

type Round = Benchmark['rounds'][number];

function samplesOf(round: Round) {
  return 'pairs' in round ? round.pairs.head : round.samples;
}

function countOf(round: Round): number {
  return samplesOf(round).count;
}

/** Head's percentile in each round, in nanoseconds per iteration. */
function roundsOf(
  { id, batchSize, rounds }: Benchmark,
  percentile: PercentileName,
): { readonly timesNs: readonly number[]; readonly sampleCount: number } {
  const measured = [...rounds].filter((round) => countOf(round) > 0);
  const timesNs = measured.map((round) => {
    const durations = unpackedSamples(samplesOf(round), `${id}, round ${round.round}`);
    return quantileInPlace(durations, percentile === 'p50' ? 0.5 : 0.95) / batchSize;
  });
  return { timesNs, sampleCount: median(measured.map(countOf)) };
}
