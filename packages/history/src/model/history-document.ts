import {
  type ChangeEntry,
  changeEntrySchema,
  type DeepReadonly,
  describeValue,
  PerfError,
  parseWith,
} from '@perf-suite/schema';
import * as v from 'valibot';
import { type HistoryRun, historyRunSchema, type RunVerdicts, runVerdictsSchema } from './history-run.js';

export const HISTORY_VERSION = 1;

/** What leaves a store and enters another: by export, by push, and as the files of the git branch. */
export const historyDocumentSchema = v.variant('kind', [
  v.object({
    kind: v.literal('history-run'),
    schemaVersion: v.literal(HISTORY_VERSION),
    run: historyRunSchema,
  }),
  v.object({
    kind: v.literal('history-verdicts'),
    schemaVersion: v.literal(HISTORY_VERSION),
    verdicts: runVerdictsSchema,
  }),
  v.object({
    kind: v.literal('history-change'),
    schemaVersion: v.literal(HISTORY_VERSION),
    change: changeEntrySchema,
  }),
]);

export type HistoryDocument = DeepReadonly<v.InferOutput<typeof historyDocumentSchema>>;

export const HISTORY_KINDS = ['history-run', 'history-verdicts', 'history-change'] as const;

export function runDocument(run: HistoryRun): HistoryDocument {
  return { kind: 'history-run', schemaVersion: HISTORY_VERSION, run };
}

export function verdictsDocument(verdicts: RunVerdicts): HistoryDocument {
  return { kind: 'history-verdicts', schemaVersion: HISTORY_VERSION, verdicts };
}

export function changeDocument(change: ChangeEntry): HistoryDocument {
  return { kind: 'history-change', schemaVersion: HISTORY_VERSION, change };
}

/**
 * Returns the value as a document of a history; fields this version does not know are dropped.
 * @throws {PerfError} `bad-file` naming source, JSON pointer, expected and found; `future-version`
 */
export function parseHistoryDocument(value: unknown, source: string): HistoryDocument {
  const { schemaVersion } = (value ?? {}) as { schemaVersion?: unknown };
  if (typeof schemaVersion === 'number' && schemaVersion > HISTORY_VERSION) {
    throw new PerfError(
      'future-version',
      `${source}: at /schemaVersion expected ${HISTORY_VERSION} or lower, found ${schemaVersion}`,
      { hint: 'A newer version wrote it: update @perf-suite/history to read it.' },
    );
  }
  const document = parseWith(historyDocumentSchema, value, source);
  if (document.kind === 'history-run') checkHistoryRun(document.run, source, '/run');
  return document;
}

/**
 * Checks what a schema cannot say: each benchmark is there once by unit, and rounds fit each other.
 * @throws {PerfError} `bad-file` naming source, JSON pointer, expected and found
 */
export function checkHistoryRun(run: HistoryRun, source: string, at = ''): void {
  const seen = new Set<string>();
  for (const [i, { benchmark, unit, better, roundP50, roundP95 }] of run.points.entries()) {
    const key = JSON.stringify([benchmark, unit, better]);
    if (seen.has(key)) {
      const found = describeValue(benchmark);
      throw new PerfError(
        'bad-file',
        `${source}: at ${at}/points/${i}/benchmark expected a new benchmark, found ${found} again`,
      );
    }
    seen.add(key);
    if (roundP95.length !== 0 && roundP95.length !== roundP50.length) {
      throw new PerfError(
        'bad-file',
        `${source}: at ${at}/points/${i}/roundP95 expected ${roundP50.length} rounds or none, found ${roundP95.length}`,
      );
    }
  }
}
