import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PerfError } from '@perf-suite/schema';

export interface Listing {
  /** Sorted by path: run files are named by time. */
  readonly paths: readonly string[];
  /** The folder and its subfolders with the time of their last change, in Unix milliseconds. */
  readonly folders: ReadonlyMap<string, number>;
}

/**
 * Returns the JSON files in a folder and its subfolders. Hidden ones are left out, since writers
 * keep unfinished files there.
 * @throws {PerfError} `not-found` when the folder cannot be read
 */
export async function listJsonFiles(root: string): Promise<Listing> {
  const paths: string[] = [];
  const folders = new Map<string, number>();
  const open = [root];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    // Before its entries are read, so that a change in between is seen by the next listing.
    folders.set(folder, await modifiedMs(folder));
    const entries = await entriesOf(folder, root);
    // Leave to read a folder comes without a change of its time: no time is known, so that it is looked at again.
    if (entries === null) folders.set(folder, Number.NaN);
    for (const entry of entries ?? []) {
      if (entry.name.startsWith('.')) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) open.push(path);
      else if (/\.json(\.gz)?$/.test(entry.name)) paths.push(path);
    }
  }
  return { paths: paths.sort(), folders };
}

/** @throws {PerfError} `not-found` when the folder cannot be read */
export async function expectFolder(root: string): Promise<void> {
  await entriesOf(root, root);
}

/** Returns whether a file can have come, gone or been replaced since the listing was made. */
export async function hasChanged({ folders }: Listing): Promise<boolean> {
  for (const [folder, knownMs] of folders) if ((await modifiedMs(folder)) !== knownMs) return true;
  return false;
}

async function modifiedMs(folder: string): Promise<number> {
  return (await stat(folder).catch(() => null))?.mtimeMs ?? Number.NaN;
}

/** Returns what is in a folder, or null when a subfolder cannot be read. */
async function entriesOf(folder: string, root: string): Promise<Dirent[] | null> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    // A subfolder that was just removed is no reason to stop.
    if (folder !== root) return null;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PerfError('not-found', `${folder}: expected a folder with run files: ${reason}`, {
      hint: 'Give the folder that perf-suite run writes to, by default .perf/runs.',
      cause,
    });
  }
}
