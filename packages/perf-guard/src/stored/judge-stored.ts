import { counted, formatNs } from '@perf-suite/command-line/terminal';
import {
  type Comparison,
  type ErrorComparison,
  PERCENTILES,
  type Report,
  type SingleRun,
  type Warning,
} from '@perf-suite/schema';
import { noiseWarnings } from '../environment-warnings.js';
import type { Finding } from '../finding.js';
import { ALPHA, alphaShareOf, CONFIDENCE, type JudgeOptions, STORED_ERRORS_SHARE } from '../judge-options.js';
import { minimumEffectOf } from '../minimum-effect.js';
import { comparisonOf, comparisonWithoutEstimate } from '../report/comparison.js';
import { withErrors } from '../report/errors.js';
import { failureSummary } from '../report/failure-summary.js';
import { reportOf, runReference } from '../report/report-of.js';
import { runWarnings } from '../run-warnings.js';
import { type VerdictSettings, verdictSettingsOf } from '../verdict-settings.js';
import { comparableRuns, isOfSameEnvironment, type StoredRun } from './comparable-runs.js';
import { errorsAgainstRuns } from './judge-errors.js';
import { type BenchmarkSummary, summariseRun } from './run-summary.js';
import { selectedBenchmarks } from './selected-benchmarks.js';
import { findingsAt, type Matched } from './stored-findings.js';
import {
  baselineLoadWarnings,
  commonShiftWarnings,
  evidenceWarnings,
  laterBaselineWarnings,
  otherRunWarnings,
} from './stored-warnings.js';

/**
 * Returns the report on a run of one variant against earlier runs of the same environment: advice,
 * weaker than a run in pairs, as the days between runs move everything.
 * @throws {PerfError} `bad-usage` without a usable baseline; `bad-file` when samples are damaged
 */
export function judgeStored(run: SingleRun, options: JudgeOptions): Report {
  const { comparable, others } = comparableRuns(run, options.baselines);
  const deciding = verdictSettingsOf(run, options);
  const used = comparable.length > 0 ? comparable : others;
  const comparisons =
    comparable.length > 0
      ? compareAll(run, comparable, deciding)
      : run.benchmarks.map((benchmark) =>
          comparisonWithoutEstimate(
            benchmark,
            'incomparable',
            notComparable(run, others),
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
    minimumEffect: deciding.minimumEffect,
    failOn: deciding.failOn,
    comparisons,
    warnings: [
      ...evidenceWarnings(comparable.length),
      ...otherRunWarnings(run, others),
      ...laterBaselineWarnings(run, used),
      ...baselineLoadWarnings(comparable),
      ...commonShiftWarnings(comparisons, deciding.minimumEffect.p50),
      ...runWarnings(run, options),
    ],
  });
}

function notComparable(run: SingleRun, others: readonly StoredRun[]): string {
  const isHere = others.every((other) => isOfSameEnvironment(other.run, run));
  return `Not comparable: the baseline was measured ${isHere ? 'under another load' : 'in another environment'}.`;
}

function baselineName(runs: readonly StoredRun[]): string {
  const [only] = runs;
  if (only === undefined || runs.length > 1) return counted(runs.length, 'run');
  const { git, id } = only.run;
  if (git === null) return id;
  return git.branch === null ? git.commit.slice(0, 7) : `${git.branch}@${git.commit.slice(0, 7)}`;
}

function compareAll(
  run: SingleRun,
  baselines: readonly StoredRun[],
  deciding: VerdictSettings,
): Comparison[] {
  const earlierRuns = baselines.map((stored) => summariseRun(stored.run));
  const matched = [...summariseRun(run).values()].map((current): Matched => {
    const { id, minimumEffect } = current.benchmark;
    return {
      current,
      earlier: earlierRuns.flatMap((summaries) => summaries.get(id) ?? []),
      minimumEffect: minimumEffectOf(minimumEffect, deciding.minimumEffect),
    };
  });
  const errors = errorsAgainstRuns(matched, {
    minimumEffect: deciding.minimumErrorEffect,
    alpha: ALPHA * STORED_ERRORS_SHARE,
  });
  const shared = { gating: deciding.gating, hasRequests: errors.some((one) => one !== null) };
  const findings = PERCENTILES.map((percentile) =>
    findingsAt(percentile, matched, ALPHA * alphaShareOf(percentile, shared)),
  );
  const present = new Set(run.benchmarks.map(({ id }) => id));
  const before = [...(earlierRuns.at(-1)?.values() ?? [])].map(({ benchmark }) => benchmark);
  const gone = selectedBenchmarks(
    before.filter(({ id }) => !present.has(id)),
    run,
  );
  return [
    ...matched.map((match, i) =>
      comparisonAt(
        match,
        findings.map((list) => list[i] as Finding),
        errors[i] ?? null,
        deciding,
      ),
    ),
    ...gone.map((benchmark) =>
      comparisonWithoutEstimate(benchmark, 'missing', 'Missing: the baseline has it, this run does not.', []),
    ),
  ];
}

/** What is new has nothing to be compared with, but a time. */
function timeText({ percentiles: { p50 } }: BenchmarkSummary): string {
  return p50 === null ? 'it was not measured' : `it takes ${formatNs(Math.exp(p50.log))} at p50`;
}

function comparisonAt(
  match: Matched,
  findings: readonly Finding[],
  errors: ErrorComparison | null,
  { gating, minimumEffect: suiteEffect }: VerdictSettings,
): Comparison {
  const { benchmark, zeroCount } = match.current;
  if (benchmark.failure !== null) {
    const summary = failureSummary(benchmark.failure);
    return comparisonWithoutEstimate(benchmark, 'failed', summary, benchmark.warnings);
  }
  if (match.earlier.length === 0) {
    return comparisonWithoutEstimate(
      benchmark,
      'new',
      `New: the baseline does not have it; ${timeText(match.current)}.`,
      benchmark.warnings,
    );
  }
  if (zeroCount > 0 || match.earlier.every((summary) => summary.zeroCount > 0)) {
    const warning: Warning = {
      code: 'zero-time',
      message: 'some samples read 0 ns',
      hint: 'The clock is too coarse for it: measure a larger batch, or do more in one iteration.',
    };
    const summary = 'Not comparable: some samples read 0 ns, from which no ratio can be computed.';
    return comparisonWithoutEstimate(benchmark, 'incomparable', summary, [...benchmark.warnings, warning]);
  }
  const warnings = [...benchmark.warnings, ...noiseWarnings(benchmark.rounds)];
  const ofTimes = comparisonOf(benchmark, findings, {
    gating,
    method: 'stored-baseline',
    suiteEffect,
    warnings,
  });
  return withErrors(ofTimes, errors, 'stored-baseline');
}
