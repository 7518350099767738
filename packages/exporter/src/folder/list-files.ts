import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PerfError } from '@perf-suite/schema';

/**
 * Returns the JSON files in a folder and its subfolders, sorted by path: run files are named by
 * time. Hidden ones are left out, since writers keep unfinished files there.
 * @throws {PerfError} `not-found` when the folder cannot be read
 */
export async function listJsonFiles(folder: string): Promise<string[]> {
  const paths: string[] = [];
  const open = [folder];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const entry of await entriesOf(next, folder)) {
      if (entry.name.startsWith('.')) continue;
      const path = join(next, entry.name);
      if (entry.isDirectory()) open.push(path);
      else if (/\.json(\.gz)?$/.test(entry.name)) paths.push(path);
    }
  }
  return paths.sort();
}

async function entriesOf(folder: string, root: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    // A subfolder that was just removed is no reason to stop.
    if (folder !== root) return [];
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PerfError('not-found', `${folder}: expected a folder with run files: ${reason}`, {
      hint: 'Give the folder that perf-suite run writes to, by default .perf/runs.',
      cause,
    });
  }
}
