import { realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { ACCEPTED_FILE, type AcceptedEntry, type AcceptedFile, acceptedFileSchema } from '../acceptance.js';
import { parseWith } from '../parse.js';
import { PerfError } from '../perf-error.js';
import { readJsonFile } from './read-json-file.js';
import { writeFileAtomically } from './write-file-atomically.js';

/**
 * Returns the slowdowns that a project's file accepts; none where it has no such file.
 * @throws {PerfError} `bad-file` naming the place in it, expected and found
 */
export async function readAcceptedFile(folder: string): Promise<readonly AcceptedEntry[]> {
  return (await readContent(folder)).accepted;
}

/**
 * Writes a project's file, an entry for each slowdown, in order of their benchmarks.
 * @throws {PerfError} `not-writable`, also where the file is a link out of the project
 */
export async function writeAcceptedFile(folder: string, entries: readonly AcceptedEntry[]): Promise<void> {
  await refuseLinkOutOf(folder);
  const accepted = entries.toSorted((a, b) => (a.benchmark < b.benchmark ? -1 : 1));
  const content: AcceptedFile = { ...(await readContent(folder)), accepted };
  await writeFileAtomically(join(folder, ACCEPTED_FILE), `${JSON.stringify(content, null, 2)}\n`);
}

/** A link that a branch brings must not make this write over a file elsewhere. */
async function refuseLinkOutOf(folder: string): Promise<void> {
  const path = join(folder, ACCEPTED_FILE);
  const target = await realpath(path).catch(() => null);
  // A link to nothing is not followed: the file takes its place.
  if (target === null) return;
  const fromFolder = relative(await realpath(folder), target);
  if (fromFolder !== '..' && !fromFolder.startsWith(`..${sep}`) && !isAbsolute(fromFolder)) return;
  throw new PerfError(
    'not-writable',
    `${path}: cannot be written: it is a link to ${target}, out of the project`,
    { hint: 'Put a file of the project in the place of the link.' },
  );
}

async function readContent(folder: string): Promise<AcceptedFile> {
  try {
    return parseWith(acceptedFileSchema, await readJsonFile(join(folder, ACCEPTED_FILE)), ACCEPTED_FILE);
  } catch (error) {
    if (error instanceof PerfError && error.code === 'not-found') return { accepted: [] };
    throw error;
  }
}
