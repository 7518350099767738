import { type ChangeEntry, changeEntrySchema } from '@perf-suite/history';
import { PerfError } from '@perf-suite/schema';
import { readJsonFile, writeFileAtomically } from '@perf-suite/schema/node';
import * as v from 'valibot';
import { isReopened } from './update-entries.js';

/** Where a repository keeps what its people said of changes, beside the store. */
export const CHANGES_FILE = 'perf-changes.json';

const fileSchema = v.object({ changes: v.array(changeEntrySchema) });

/** Returns the entries of a file; none where there is no such file. @throws {PerfError} `bad-file` */
export async function readChangesFile(path: string): Promise<ChangeEntry[]> {
  let content: unknown;
  try {
    content = await readJsonFile(path);
  } catch (error) {
    if (error instanceof PerfError && error.code === 'not-found') return [];
    throw error;
  }
  const parsed = v.safeParse(fileSchema, content);
  if (parsed.success) return parsed.output.changes;
  const [issue] = parsed.issues;
  throw new PerfError('bad-file', `${path}: ${v.getDotPath(issue) ?? 'file'}: ${issue.message}`, {
    hint: 'perf-analyze writes this file; take an earlier version of it, or delete it.',
  });
}

export async function writeChangesFile(path: string, changes: readonly ChangeEntry[]): Promise<void> {
  await writeFileAtomically(path, `${JSON.stringify({ changes }, null, 2)}\n`);
}

/** Returns entries with what the file says people decided, which counts more than what the store has. */
export function withDecisions(entries: readonly ChangeEntry[], file: readonly ChangeEntry[]): ChangeEntry[] {
  const byId = new Map(file.map((entry) => [entry.id, entry]));
  const known = new Set(entries.map(({ id }) => id));
  return [
    ...entries.map((entry) => {
      const decided = byId.get(entry.id);
      const isDecided = decided !== undefined && (decided.state !== 'open' || isReopened(decided));
      return isDecided ? { ...entry, state: decided.state, note: decided.note } : entry;
    }),
    ...file.filter(({ id }) => !known.has(id)),
  ];
}
