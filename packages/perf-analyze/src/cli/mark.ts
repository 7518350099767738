import { join } from 'node:path';
import type { ChangeEntry, HistoryStore } from '@perf-suite/history';
import { EXIT_CODES, type ExitCode, isBlank, PerfError } from '@perf-suite/schema';
import {
  CHANGES_FILE,
  readChangesFile,
  withDecisions,
  writeChangesFile,
} from '../life-cycle/changes-file.js';
import { analyseStored } from './analyse-stored.js';
import { type HistoryFlags, keepsFound, usingStore } from './history-flags.js';
import type { CommandIo } from './io.js';

/** The flags of `ack`, `intend`, `fixed` and `reopen`, as typed. */
export interface MarkFlags extends Pick<HistoryFlags, 'store'> {
  readonly note?: string;
  readonly file?: boolean;
}

/**
 * Sets what people say of a change, in the store and, with `--file`, in the file that the repository
 * keeps. The file is also written where it is there already.
 * @throws {PerfError} `bad-usage` without a note where one is needed, `no-match` for an unknown id
 */
export async function mark(
  id: string,
  state: ChangeEntry['state'],
  flags: MarkFlags,
  io: CommandIo,
): Promise<ExitCode> {
  const note = flags.note?.trim() ?? null;
  if (state === 'intended' && (note === null || isBlank(note))) {
    throw new PerfError('bad-usage', 'intend: expected --note with it, found none', {
      hint: "Who reads it next wants to know why: --note 'checks the checksum now'",
    });
  }
  const path = join(io.cwd, CHANGES_FILE);
  const inFile = await readChangesFile(path);
  const entry = await usingStore(flags, io, async (store) => {
    const found = await entryWithId(store, id, { flags, inFile, io });
    const marked = { ...found, state, note: state === 'open' ? (note ?? 'reopened') : note };
    await store.putChanges([marked]);
    return marked;
  });
  if (flags.file || inFile.length > 0) {
    await writeChangesFile(path, [...inFile.filter((one) => one.id !== entry.id), entry]);
    io.err(`${CHANGES_FILE}: written; commit it, and it counts for every store of this repository.\n`);
  }
  io.out(`${entry.id} ${entry.benchmark}: ${state}${entry.note === null ? '' : `: ${entry.note}`}\n`);
  return EXIT_CODES.done;
}

async function entryWithId(
  store: HistoryStore,
  id: string,
  context: { readonly flags: MarkFlags; readonly inFile: readonly ChangeEntry[]; readonly io: CommandIo },
): Promise<ChangeEntry> {
  const { flags, inFile, io } = context;
  const withId = (entries: readonly ChangeEntry[]) => entries.filter((entry) => entry.id.startsWith(id));
  let begun = withId(withDecisions(await store.changes({}), inFile));
  if (begun.length === 0 && !keepsFound(flags, io)) {
    // It was shown, but not kept.
    begun = withId((await analyseStored(store, flags, io)).flatMap(({ entries }) => entries));
  }
  if (begun.length === 1) return begun[0] as ChangeEntry;
  const problem = begun.length === 0 ? 'none' : begun.map((entry) => entry.id).join(', ');
  throw new PerfError(
    'no-match',
    `expected the id of one change, found ${problem} for ${JSON.stringify(id)}`,
    {
      hint: 'perf-analyze changes shows the ids.',
    },
  );
}
