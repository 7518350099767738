import * as v from 'valibot';
import { ANALYSIS_KINDS, ANALYSIS_VERSION, type Analysis, analysisSchema } from './analysis.js';
import type { DeepReadonly } from './deep-readonly.js';
import { describeIssue } from './describe-issue.js';
import { describeValue } from './describe-value.js';
import { type LiveEvent, liveEventSchema } from './live-event.js';
import { type MetricsSummary, metricsSummarySchema, SUMMARY_VERSION } from './metrics-summary.js';
import { PerfError } from './perf-error.js';
import { REPORT_VERSION, type Report, reportSchema } from './report.js';
import { RUN_FILE_VERSION, type RunFile, runFileSchema } from './run-file.js';

/**
 * Returns the value as a run file; fields this version does not know are dropped.
 * @param source where the value came from, for messages: a file's path
 * @throws {PerfError} `bad-file` naming source, JSON pointer, expected and found; `future-version`
 */
export function parseRunFile(value: unknown, source: string): RunFile {
  expectKind(value, { kind: 'run', newest: RUN_FILE_VERSION, source });
  const run = parseWith(runFileSchema, value, source);
  expectReferences(run, source);
  return run;
}

/** Each benchmark has an id of its own, its rounds are rounds of the run, in order, and metrics name one of them. */
function expectReferences(run: RunFile, source: string): void {
  const ids = new Set<string>();
  for (const [i, { id, rounds }] of run.benchmarks.entries()) {
    if (ids.has(id)) {
      const found = describeValue(id);
      throw new PerfError(
        'bad-file',
        `${source}: at /benchmarks/${i}/id expected a new id, found ${found} again`,
      );
    }
    ids.add(id);
    let previous = -1;
    for (const [j, { round }] of rounds.entries()) {
      if (round <= previous || round >= run.rounds.length) {
        const at = `/benchmarks/${i}/rounds/${j}/round`;
        const expected = `a round after ${previous} and before ${run.rounds.length}`;
        throw new PerfError('bad-file', `${source}: at ${at} expected ${expected}, found ${round}`);
      }
      previous = round;
    }
  }
  for (const [i, { benchmark }] of (run.metrics ?? []).entries()) {
    if (ids.has(benchmark)) continue;
    const at = `/metrics/${i}/benchmark`;
    throw new PerfError(
      'bad-file',
      `${source}: at ${at} expected a benchmark of this run, found ${describeValue(benchmark)}`,
    );
  }
}

/**
 * Returns the value as the summary of an exporter; fields this version does not know are dropped.
 * @throws {PerfError} `bad-file` naming source, JSON pointer, expected and found; `future-version`
 */
export function parseMetricsSummary(value: unknown, source: string): MetricsSummary {
  expectKind(value, { kind: 'metrics-summary', newest: SUMMARY_VERSION, source });
  return parseWith(metricsSummarySchema, value, source);
}

/**
 * Returns the value as what perf-analyze found; fields this version does not know are dropped.
 * @throws {PerfError} `bad-file` naming source, JSON pointer, expected and found; `future-version`
 */
export function parseAnalysis(value: unknown, source: string): Analysis {
  const given = (value as { kind?: unknown } | null)?.kind;
  const kind = ANALYSIS_KINDS.find((one) => one === given) ?? ANALYSIS_KINDS[0];
  expectKind(value, { kind, newest: ANALYSIS_VERSION, source });
  return parseWith(analysisSchema, value, source);
}

/**
 * Returns the value as a report; fields this version does not know are dropped.
 * @throws {PerfError} `bad-file` naming source, JSON pointer, expected and found; `future-version`
 */
export function parseReport(value: unknown, source: string): Report {
  expectKind(value, { kind: 'report', newest: REPORT_VERSION, source });
  return parseWith(reportSchema, value, source);
}

/**
 * Returns the value as a live event; fields this version does not know are dropped.
 * @throws {PerfError} `bad-file` naming source, JSON pointer, expected and found
 */
export function parseLiveEvent(value: unknown, source: string): LiveEvent {
  return parseWith(liveEventSchema, value, source);
}

/**
 * Returns the value typed by a schema: the one place where unknown JSON becomes data.
 * @throws {PerfError} `bad-file` (or the code given) naming source, JSON pointer, expected and found
 */
export function parseWith<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  source: string,
  code: 'bad-file' | 'bad-config' = 'bad-file',
): DeepReadonly<v.InferOutput<S>> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output as DeepReadonly<v.InferOutput<S>>;
  const { pointer, expected, found, hint } = describeIssue(result.issues[0]);
  const message = `${source}: at ${pointer} expected ${expected}, found ${found}`;
  throw new PerfError(code, message, hint === undefined ? {} : { hint });
}

const WRITTEN_BY = {
  run: 'perf-suite run',
  report: 'perf-guard check --format json',
  'metrics-summary': 'perf-exporter serve',
  changes: 'perf-analyze changes --format json --out',
  forecasts: 'perf-analyze forecast --format json --out',
  objectives: 'perf-analyze slo --format json --out',
} as const;

/** Asks for kind and version first: an issue deep in a file of another kind would only mislead. */
function expectKind(
  value: unknown,
  want: { kind: keyof typeof WRITTEN_BY; newest: number; source: string },
): void {
  const { kind, newest, source } = want;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new PerfError('bad-file', `${source}: at / expected a ${kind} file, found ${describeValue(value)}`);
  }
  const found = value as { kind?: unknown; schemaVersion?: unknown };
  if (found.kind !== kind) {
    throw new PerfError(
      'bad-file',
      `${source}: at /kind expected "${kind}", found ${describeValue(found.kind)}`,
      { hint: `Give a ${kind} file, as ${WRITTEN_BY[kind]} wrote it.` },
    );
  }
  if (typeof found.schemaVersion === 'number' && found.schemaVersion > newest) {
    throw new PerfError(
      'future-version',
      `${source}: at /schemaVersion expected ${newest} or lower, found ${found.schemaVersion}`,
      { hint: 'A newer version wrote this file: update perf-suite to read it.' },
    );
  }
}
