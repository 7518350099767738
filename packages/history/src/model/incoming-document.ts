import { describeValue, PerfError, parseReport, parseRunFile } from '@perf-suite/schema';
import type { HistoryStore, RawSource } from '../store/history-store.js';
import {
  HISTORY_KINDS,
  type HistoryDocument,
  parseHistoryDocument,
  runDocument,
  verdictsDocument,
} from './history-document.js';
import { runFromFile } from './run-from-file.js';
import { verdictsFromReport } from './verdicts-from-report.js';

export const INCOMING_KINDS = ['run', 'report', ...HISTORY_KINDS] as const;

/** Returns whether a value says that it is something a history takes in. */
export function isIncoming(value: unknown): boolean {
  return INCOMING_KINDS.some((kind) => kind === kindOf(value));
}

/**
 * Returns a run file, report or document of another history as a history keeps it.
 * @param project that the run belongs to; as it says itself, or else `default`, when undefined
 * @throws {PerfError} `bad-file` naming source, JSON pointer, expected and found; `future-version`
 */
export function incomingDocument(value: unknown, source: string, project?: string): HistoryDocument {
  const kind = kindOf(value);
  if (kind === 'run') return runDocument(runFromFile(parseRunFile(value, source), project));
  if (kind === 'report') return verdictsDocument(verdictsFromReport(parseReport(value, source)));
  if (!isIncoming(value)) {
    throw new PerfError(
      'bad-file',
      `${source}: at /kind expected ${INCOMING_KINDS.join(', ')}, found ${describeValue(kind)}`,
      { hint: 'Results of other tools come in with: perf-history import' },
    );
  }
  const document = parseHistoryDocument(value, source);
  if (document.kind !== 'history-run' || project === undefined) return document;
  return runDocument({ ...document.run, project });
}

/** Takes in a document; one that is there already changes nothing. */
export async function addDocument(
  store: HistoryStore,
  document: HistoryDocument,
  raw: RawSource = null,
): Promise<'added' | 'known'> {
  if (document.kind === 'history-run') return store.add(document.run, raw);
  if (document.kind === 'history-verdicts') return store.addVerdicts(document.verdicts);
  await store.putChanges([document.change]);
  return 'added';
}

function kindOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
}
