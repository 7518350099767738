import { createHash } from 'node:crypto';
import { closeSync, lstatSync, openSync, readdirSync, readlinkSync, readSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * What was found at a path: its mode, size, times and inode, which show at a glance that it is unchanged, and
 * the hash of its content (of a link: of where it leads), which shows it for certain.
 */
type FileRecord = readonly [
  mode: number,
  size: number,
  modifiedMs: number,
  changedMs: number,
  inode: number,
  hash: string,
];

/** All files and links of a folder, by their path in it. */
export type FileManifest = Readonly<Record<string, FileRecord>>;

export interface ManifestCheck {
  /** Paths that were edited, swapped, removed or added, sorted. */
  readonly changed: readonly string[];
  /** The manifest with times and inodes as they are now, for the next check to be quick; null where they were right. */
  readonly refreshed: FileManifest | null;
}

/** Where tools keep what they can make again, and rewrite at every run. */
const TRANSIENT = /(^|\/)(node_modules\/\.(cache|vite|vite-temp)|\.perf)$/;
const isTransient = (path: string): boolean => TRANSIENT.test(path);
/** Files between which others get their turn: Ctrl-C, a progress bar. */
const FILES_IN_A_TURN = 200;
const READ_BYTES = 1 << 20;

/**
 * Returns what a folder holds, links not followed.
 * @throws {Error} as the file system gives it
 */
export async function manifestOf(folder: string): Promise<FileManifest> {
  const manifest: Record<string, FileRecord> = {};
  let count = 0;
  for (const [path, stats] of filesBelow(folder, isTransient)) {
    if (++count % FILES_IN_A_TURN === 0) await nextTurn();
    manifest[path] = recordOf(stats, hashOf(join(folder, path), stats));
  }
  return manifest;
}

/**
 * Compares a folder with its manifest. A file of the same mode, size, times and inode is as it was: no program
 * can set the time at which an inode changed. Of all others the content decides.
 */
export async function checkManifest(folder: string, manifest: FileManifest): Promise<ManifestCheck> {
  const changed: string[] = [];
  const seen: Record<string, FileRecord> = {};
  let isRefreshed = false;
  let count = 0;
  for (const [path, stats] of filesBelow(folder, isTransient)) {
    if (++count % FILES_IN_A_TURN === 0) await nextTurn();
    const noted = Object.hasOwn(manifest, path) ? manifest[path] : undefined;
    const found = recordOf(stats, noted?.[5] ?? '');
    if (noted !== undefined && found.every((value, i) => value === noted[i])) {
      seen[path] = noted;
      continue;
    }
    const same =
      noted !== undefined && noted[0] === found[0] && noted[5] === hashOf(join(folder, path), stats);
    if (!same) changed.push(path);
    isRefreshed = true;
    seen[path] = found;
  }
  const gone = Object.keys(manifest).filter((path) => !Object.hasOwn(seen, path));
  return { changed: [...changed, ...gone].sort(), refreshed: isRefreshed ? seen : null };
}

function recordOf({ mode, size, mtimeMs, ctimeMs, ino }: Stats, hash: string): FileRecord {
  return [mode, size, mtimeMs, ctimeMs, ino, hash];
}

/**
 * Yields all that is no folder, by its path with forward slashes; folders that are left out are not read. Twice as fast as with promises, for tens of thousands.
 */
export function* filesBelow(
  folder: string,
  isLeftOut: (path: string) => boolean,
  prefix = '',
): Generator<readonly [path: string, stats: Stats]> {
  for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (!entry.isDirectory()) yield [path, lstatSync(join(folder, path))];
    else if (!isLeftOut(path)) yield* filesBelow(folder, isLeftOut, path);
  }
}

function hashOf(path: string, stats: Stats): string {
  const hash = createHash('sha256');
  if (stats.isSymbolicLink()) hash.update(readlinkSync(path));
  // Opening a pipe would wait for someone to write into it.
  else if (stats.isFile()) readInto(hash, path);
  return hash.digest('base64');
}

function readInto(hash: ReturnType<typeof createHash>, path: string): void {
  const file = openSync(path, 'r');
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  try {
    for (let length = readSync(file, buffer); length > 0; length = readSync(file, buffer)) {
      hash.update(buffer.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
}
