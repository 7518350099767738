import type { Comparison, PercentileName, Report, SingleRun, Warning } from '@perf-suite/schema';
import { environmentWarnings, noiseWarnings } from '../environment-warnings.js';
import type { Finding } from '../finding.js';
import { counted } from '../format-number.js';
import {
  ALPHA,
  CONFIDENCE,
  DEFAULT_GATING,
  FEWEST_SAMPLES_FOR_P95,
  type JudgeOptions,
  PERCENTILES,
} from '../judge-options.js';
import { DEFAULT_MINIMUM_EFFECT, type MinimumEffect, minimumEffectOf } from '../minimum-effect.js';
import { comparisonOf, comparisonWithoutEstimate } from '../report/comparison.js';
import { reportOf, runReference } from '../report/report-of.js';
import { holm } from '../statistics/holm.js';
import { verdictOf } from '../verdict-of-estimate.js';
import { comparableRuns, type StoredRun } from './comparable-runs.js';
import { compareWithRuns, type RunComparison, type RunsOfBenchmark } from './compare-with-runs.js';
import { type BenchmarkSummary, type PercentileSummary, summariseRun } from './run-summary.js';
import { commonShiftWarnings, evidenceWarnings, otherEnvironmentWarnings } from './stored-warnings.js';

/**
 * Returns the report on a run of one variant against earlier runs of the same environment: advice,
 * weaker than a run in pairs, as the days between runs move everything.
 * @throws {PerfError} `bad-usage` without a usable baseline; `bad-file` when samples are damaged
 */
export function judgeStored(run: SingleRun, options: JudgeOptions): Report {
  const { comparable, others } = comparableRuns(run, options.baselines);
  const minimumEffect = options.minimumEffect ?? DEFAULT_MINIMUM_EFFECT;
  const used = comparable.length > 0 ? comparable : others;
  const comparisons =
    comparable.length > 0
      ? compareAll(run, comparable, { minimumEffect, gating: options.gating ?? DEFAULT_GATING })
      : run.benchmarks.map((benchmark) =>
          comparisonWithoutEstimate(
            benchmark,
            'incomparable',
            'Not comparable: the baseline was measured in another environment.',
            benchmark.warnings,
          ),
        );
  return reportOf({
    run,
    runFile: options.runFile,
    createdAt: options.createdAt,
    baseline: { name: baselineName(used), runs: used.map((stored) => runReference(stored.run, stored.file)) },
    method: {
      kind: 'stored-baseline',
      alpha: ALPHA,
      confidence: CONFIDENCE,
      baselineRuns: comparable.length,
    },
    minimumEffect,
    comparisons,
    warnings: [
      ...evidenceWarnings(comparable.length),
      ...otherEnvironmentWarnings(run, others),
      ...commonShiftWarnings(comparisons, minimumEffect.p50),
      ...run.warnings,
      ...environmentWarnings(run.environment),
    ],
  });
}

function baselineName(runs: readonly StoredRun[]): string {
  const [only] = runs;
  if (only === undefined || runs.length > 1) return counted(runs.length, 'run');
  const { git, id } = only.run;
  if (git === null) return id;
  return git.branch === null ? git.commit.slice(0, 7) : `${git.branch}@${git.commit.slice(0, 7)}`;
}

interface Deciding {
  readonly minimumEffect: MinimumEffect;
  readonly gating: readonly PercentileName[];
}

/** A benchmark of the current run with its namesakes in earlier runs. */
interface Matched {
  readonly current: BenchmarkSummary;
  readonly earlier: readonly BenchmarkSummary[];
  readonly minimumEffect: MinimumEffect;
}

function compareAll(run: SingleRun, baselines: readonly StoredRun[], deciding: Deciding): Comparison[] {
  const earlierRuns = baselines.map((stored) => summariseRun(stored.run));
  const matched = [...summariseRun(run).values()].map((current): Matched => {
    const { id, minimumEffect } = current.benchmark;
    return {
      current,
      earlier: earlierRuns.flatMap((summaries) => summaries.get(id) ?? []),
      minimumEffect: minimumEffectOf(minimumEffect, deciding.minimumEffect),
    };
  });
  const findings = PERCENTILES.map((percentile) => findingsAt(percentile, matched));
  const present = new Set(run.benchmarks.map(({ id }) => id));
  const gone = [...(earlierRuns.at(-1)?.values() ?? [])].filter(
    ({ benchmark }) => !present.has(benchmark.id),
  );
  return [
    ...matched.map((match, i) =>
      comparisonAt(
        match,
        findings.map((list) => list[i] as Finding),
        deciding,
      ),
    ),
    ...gone.map(({ benchmark }) =>
      comparisonWithoutEstimate(benchmark, 'missing', 'Missing: the baseline has it, this run does not.', []),
    ),
  ];
}

function comparisonAt(match: Matched, findings: readonly Finding[], { gating }: Deciding): Comparison {
  const { benchmark, zeroCount } = match.current;
  if (benchmark.failure !== null) {
    const summary = `Failed in round ${benchmark.failure.round + 1}: ${benchmark.failure.message}`;
    return comparisonWithoutEstimate(benchmark, 'failed', summary, benchmark.warnings);
  }
  if (match.earlier.length === 0) {
    return comparisonWithoutEstimate(
      benchmark,
      'new',
      'New: the baseline does not have it.',
      benchmark.warnings,
    );
  }
  if (zeroCount > 0 || match.earlier.every((summary) => summary.zeroCount > 0)) {
    const warning: Warning = {
      code: 'zero-time',
      message: 'some samples read 0 ns',
      hint: 'The clock is too coarse for it: measure a larger batch, or do more in one iteration.',
    };
    const summary = 'Not comparable: some samples read 0 ns, of which no ratio can be made.';
    return comparisonWithoutEstimate(benchmark, 'incomparable', summary, [...benchmark.warnings, warning]);
  }
  const warnings = [...benchmark.warnings, ...noiseWarnings(benchmark.rounds)];
  return comparisonOf(benchmark, findings, { gating, method: 'stored-baseline', warnings });
}

/** Returns what one percentile says about each benchmark, adjusted over the suite. */
function findingsAt(percentile: PercentileName, matched: readonly Matched[]): Finding[] {
  const runs = matched.map((match) => runsOf(percentile, match));
  const usable = runs.filter((one) => one !== null);
  const compared = compareWithRuns(percentile, usable);
  const slower = holm(compared.map(({ slowerP }) => slowerP));
  const faster = holm(compared.map(({ fasterP }) => fasterP));
  let next = 0;
  return matched.map((match, i) => {
    const one = runs[i] ?? null;
    if (one === null) return withoutRuns(percentile, match);
    const at = next++;
    const comparison = compared[at] as RunComparison;
    return findingOf(percentile, one, {
      comparison,
      slowerP: slower[at] as number,
      fasterP: faster[at] as number,
    });
  });
}

/** Returns the percentile in the current and earlier runs; null where either side has none to compare. */
function runsOf(
  percentile: PercentileName,
  { current, earlier, minimumEffect }: Matched,
): RunsOfBenchmark | null {
  const now = current.percentiles[percentile];
  const before = earlier
    // Tails of batch means shrink with the batch, so that p95 compares at equal batch sizes only.
    .filter(({ benchmark }) => percentile === 'p50' || benchmark.batchSize === current.benchmark.batchSize)
    .flatMap(({ benchmark, percentiles }) =>
      benchmark.failure === null ? (percentiles[percentile] ?? []) : [],
    );
  if (now === null || before.length === 0 || current.benchmark.failure !== null) return null;
  return { current: now, earlier: before, minimumEffect: minimumEffect[percentile] };
}

function findingOf(
  percentile: PercentileName,
  runs: RunsOfBenchmark,
  { comparison, slowerP, fasterP }: { comparison: RunComparison; slowerP: number; fasterP: number },
): Finding {
  const { log } = comparison;
  const { minimumEffect, earlier } = runs;
  const mean = earlier.reduce((sum, run) => sum + run.log, 0) / earlier.length;
  return {
    percentile,
    verdict: verdictOf({ log, minimumEffect, slowerP, fasterP, alpha: ALPHA }),
    log,
    pValue: log.point >= 0 ? slowerP : fasterP,
    minimumEffect,
    baselineNs: Math.exp(mean),
    currentNs: Math.exp(runs.current.log),
    replicates: earlier.length,
    warnings: [],
  };
}

function withoutRuns(percentile: PercentileName, match: Matched): Finding {
  const { current, earlier, minimumEffect } = match;
  const currentNs = nsOf(current.percentiles[percentile]);
  const baselineNs = nsOf(earlier.at(-1)?.percentiles[percentile] ?? null);
  return {
    percentile,
    verdict: 'incomparable',
    log: null,
    pValue: null,
    minimumEffect: minimumEffect[percentile],
    baselineNs,
    currentNs,
    replicates: 0,
    warnings: [whyNothing(percentile, match)],
  };
}

function nsOf(summary: PercentileSummary | null): number | null {
  return summary && Math.exp(summary.log);
}

function whyNothing(percentile: PercentileName, { current, earlier }: Matched): Warning {
  if (current.sampleCount === 0)
    return { code: 'no-rounds', message: 'this run has no round of it', hint: 'Run it again.' };
  if (percentile === 'p95' && current.sampleCount < FEWEST_SAMPLES_FOR_P95) {
    return {
      code: 'insufficient-samples',
      message: `p95 needs ${FEWEST_SAMPLES_FOR_P95} samples a round, found ${current.sampleCount}`,
      hint: 'Measure longer in each round with --time.',
    };
  }
  if (earlier.every(({ benchmark }) => benchmark.batchSize !== current.benchmark.batchSize)) {
    return {
      code: 'batch-size',
      message: `batches of ${current.benchmark.batchSize} iterations cannot be compared at p95 with the baseline's`,
      hint: 'Compare both in one run with: perf-suite run --against <ref>',
    };
  }
  return {
    code: 'no-baseline',
    message: 'no earlier run has usable rounds of it',
    hint: 'Measure the baseline again.',
  };
}
