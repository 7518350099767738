import * as v from 'valibot';
import type { DeepReadonly } from './deep-readonly.js';
import { type LiveEvent, liveEventSchema } from './live-event.js';
import { PerfError } from './perf-error.js';
import { REPORT_VERSION, type Report, reportSchema } from './report.js';
import { RUN_FILE_VERSION, type RunFile, runFileSchema } from './run-file.js';

/**
 * Returns the value as a run file.
 * @param source where the value came from, for messages: a file's path
 * @throws {PerfError} `bad-file` naming source, JSON pointer, expected and found; `future-version`
 */
export function parseRunFile(value: unknown, source: string): RunFile {
  expectKind(value, { kind: 'run', newest: RUN_FILE_VERSION, source });
  return parseWith(runFileSchema, value, source);
}

/**
 * Returns the value as a report.
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
  const issue = result.issues[0];
  const pointer = jsonPointer(issue.path?.map((item) => item.key) ?? []);
  const expected = issue.expected ?? issue.message;
  throw new PerfError(code, `${source}: at ${pointer} expected ${expected}, found ${issue.received}`);
}

function expectKind(value: unknown, want: { kind: string; newest: number; source: string }): void {
  const { kind, newest, source } = want;
  if (typeof value !== 'object' || value === null) {
    throw new PerfError(
      'bad-file',
      `${source}: at / expected a ${kind} file, found ${JSON.stringify(value)}`,
    );
  }
  const found = value as { kind?: unknown; schemaVersion?: unknown };
  if (found.kind !== kind) {
    throw new PerfError(
      'bad-file',
      `${source}: at /kind expected "${kind}", found ${JSON.stringify(found.kind)}`,
      {
        hint: `Give a ${kind} file, as perf-suite or perf-guard wrote it.`,
      },
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

/** Returns the path as an RFC 6901 JSON pointer; the whole document is "/". */
function jsonPointer(keys: readonly unknown[]): string {
  if (keys.length === 0) return '/';
  return keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
