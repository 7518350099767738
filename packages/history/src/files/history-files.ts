import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PerfError } from '@perf-suite/schema';
import { STANDARD_INPUT } from '@perf-suite/schema/node';

/** A file to take in; one found in a folder may be something else. */
export interface GivenPath {
  readonly path: string;
  readonly isNamed: boolean;
}

/**
 * Returns the files given, and the JSON files of the folders given, sorted by path: run files are named by time.
 * Hidden ones are left out, since writers keep unfinished files there.
 * @throws {PerfError} `not-found` when a folder cannot be read
 */
export async function historyFiles(paths: readonly string[]): Promise<GivenPath[]> {
  const found: GivenPath[] = [];
  for (const path of paths) {
    const isFolder = path !== STANDARD_INPUT && (await stat(path).catch(() => null))?.isDirectory();
    if (isFolder) found.push(...(await filesOf(path)).map((one) => ({ path: one, isNamed: false })));
    else found.push({ path, isNamed: true });
  }
  return found;
}

async function filesOf(folder: string): Promise<string[]> {
  const paths: string[] = [];
  const open = [folder];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const entry of await entriesOf(next)) {
      if (entry.name.startsWith('.')) continue;
      const path = join(next, entry.name);
      if (entry.isDirectory()) open.push(path);
      else if (/\.jsonl?(\.gz)?$/.test(entry.name)) paths.push(path);
    }
  }
  return paths.sort();
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PerfError('not-found', `${folder}: expected a folder that can be read: ${reason}`, { cause });
  }
}
