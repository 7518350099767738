import { resolve } from 'node:path';
import { expectOneStandardInput } from '@perf-suite/command-line';
import { counted } from '@perf-suite/command-line/terminal';
import { EXIT_CODES, type ExitCode, PerfError } from '@perf-suite/schema';
import { readRegularFile, STANDARD_INPUT } from '@perf-suite/schema/node';
import { type GivenPath, historyFiles } from '../files/history-files.js';
import { type FoundDocument, readHistoryFile } from '../files/read-history-file.js';
import type { HistoryDocument } from '../model/history-document.js';
import { addDocument, incomingDocument, isIncoming } from '../model/incoming-document.js';
import type { RawSource } from '../store/history-store.js';
import type { GuardedIo } from './io.js';
import { addingToStore, type StoreFlag, type StoreWhenNeeded } from './store-option.js';

/** The flags of `add`, as typed. */
export interface AddFlags extends StoreFlag {
  readonly project?: string;
  readonly raw: 'path' | 'stored' | 'none';
  readonly push: boolean;
  readonly quiet?: boolean;
}

const DEFAULT_FOLDER = '.perf/runs';
/** As large as a run file can be read at all. */
const MOST_RAW_BYTES = 512 * 1024 * 1024;

interface Tally {
  readonly added: Record<HistoryDocument['kind'], number>;
  known: number;
  skipped: number;
}

/**
 * Adds what the files hold. One that cannot be used is named and skipped, and makes the exit code 2.
 * @throws {PerfError} on bad flags, and when the history itself cannot be opened or written
 */
export async function add(paths: readonly string[], flags: AddFlags, io: GuardedIo): Promise<ExitCode> {
  expectOneStandardInput(paths, {
    inputIsTerminal: process.stdin.isTTY === true,
    err: (text) => io.err(`perf-history: ${text}`),
  });
  const files = await historyFiles(paths.length === 0 ? [DEFAULT_FOLDER] : paths);
  if (files.length === 0) {
    throw new PerfError(
      'no-match',
      `expected JSON files in ${paths.join(', ') || DEFAULT_FOLDER}, found none`,
      {
        hint: 'Measure first, with perf-suite run, or name files.',
      },
    );
  }
  const tally: Tally = {
    added: { 'history-run': 0, 'history-verdicts': 0, 'history-change': 0 },
    known: 0,
    skipped: 0,
  };
  await addingToStore(
    flags,
    io,
    async (storeWhenNeeded) => {
      for (const file of files) {
        io.stop.throwIfAborted();
        await addFile(storeWhenNeeded, file, { flags, io, tally });
      }
    },
    { push: flags.push },
  );
  if (!flags.quiet) io.err(`perf-history: ${summaryOf(tally)}\n`);
  return tally.skipped > 0 ? EXIT_CODES.badInput : EXIT_CODES.done;
}

async function addFile(
  storeWhenNeeded: StoreWhenNeeded,
  file: GivenPath,
  { flags, io, tally }: { readonly flags: AddFlags; readonly io: GuardedIo; readonly tally: Tally },
): Promise<void> {
  const skip = (error: PerfError) => {
    tally.skipped++;
    io.err(`perf-history: skipped: ${error.message}\n${error.hint === undefined ? '' : `  ${error.hint}\n`}`);
  };
  try {
    for await (const found of readHistoryFile(file.path)) {
      const document = documentOf(found, { file, flags });
      if (document instanceof PerfError) skip(document);
      if (document === null || document instanceof PerfError) continue;
      const isRunFile = document.kind === 'history-run' && 'value' in found && kindOf(found.value) === 'run';
      const raw = isRunFile ? await rawOf(file.path, flags.raw) : null;
      const outcome = await addDocument(await storeWhenNeeded(), document, raw);
      if (outcome === 'added') tally.added[document.kind]++;
      else tally.known++;
    }
  } catch (error) {
    // What is wrong with the history ends the command; what is wrong with a file does not.
    if (!(error instanceof PerfError) || !error.message.startsWith(file.path)) throw error;
    skip(error);
  }
}

/** Returns a document; null for JSON of something else in a folder; what is wrong with it otherwise. */
function documentOf(
  found: FoundDocument,
  { file, flags }: { readonly file: GivenPath; readonly flags: AddFlags },
): HistoryDocument | PerfError | null {
  if ('error' in found) return found.error;
  if (!file.isNamed && !isIncoming(found.value)) return null;
  try {
    return incomingDocument(found.value, found.source, flags.project);
  } catch (error) {
    if (error instanceof PerfError) return error;
    throw error;
  }
}

async function rawOf(path: string, how: AddFlags['raw']): Promise<RawSource> {
  if (how === 'none' || path === STANDARD_INPUT) return null;
  return how === 'path' ? { path: resolve(path) } : readRegularFile(path, MOST_RAW_BYTES);
}

function kindOf(value: unknown): unknown {
  return (value as { kind?: unknown } | null)?.kind;
}

function summaryOf({ added, known, skipped }: Tally): string {
  const parts = [
    counted(added['history-run'], 'run'),
    counted(added['history-verdicts'], 'report'),
    ...(added['history-change'] > 0 ? [counted(added['history-change'], 'change point')] : []),
  ];
  const rest = [
    ...(known > 0 ? [`${known} known already`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  return `added ${parts.join(', ')}${rest.length > 0 ? `; ${rest.join(', ')}` : ''}`;
}
