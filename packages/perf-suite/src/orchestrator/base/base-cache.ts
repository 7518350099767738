import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PerfError } from '@perf-suite/schema';
import { makeFolder, writeFileAtomically } from '@perf-suite/schema/node';
import type { FileManifest } from './file-manifest.js';
import { lockOwner, mayBeAlive, tryLock } from './folder-lock.js';

/** What is noted beside a prepared base, as `<key>.json`. */
export interface BaseNote {
  readonly key: string;
  /** Milliseconds since 1970 when a run last used it. */
  readonly usedAtMs: number;
  /** Hash of the list of its files, which is noted as `<key>.manifest`. */
  readonly manifestHash: string;
}

/** Prepared bases kept for later runs; the ones longest unused go first. */
const KEPT_BASES = 4;

/** Names the project whose bases a folder keeps. */
const OWNER_FILE = 'project.txt';

/**
 * Makes the folder, with a .gitignore so that its content never shows in `git status`, and removes what
 * is kept beside it for projects that are gone.
 * @throws {PerfError} `setup-failed` when it cannot be made
 */
export async function openCache(cacheFolder: string, root: string): Promise<void> {
  try {
    await makeFolder(join(cacheFolder, 'in-use'));
    await writeFile(join(cacheFolder, '.gitignore'), '*\n');
    // At once: a run beside this one that read half of it would take the project for gone.
    await writeFileAtomically(join(cacheFolder, OWNER_FILE), root);
    await forgetGoneProjects(dirname(cacheFolder));
  } catch (cause) {
    throw new PerfError(
      'setup-failed',
      `${cacheFolder}: cannot keep the base there: ${(cause as Error).message}`,
      {
        hint: 'Set XDG_CACHE_HOME to a folder that can be written.',
        cause,
      },
    );
  }
}

async function forgetGoneProjects(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const root = await readFile(join(folder, name, OWNER_FILE), 'utf8').catch(() => null);
    if (root === null || root === '' || existsSync(root)) continue;
    // What cannot be removed (another user's file, another run at it) costs room on the disk, not this run.
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Returns what was noted when this base was prepared; null when it never was, or not to the end. */
export async function readNote(cacheFolder: string, key: string): Promise<BaseNote | null> {
  try {
    const data: Partial<BaseNote> = JSON.parse(await readFile(notePath(cacheFolder, key), 'utf8'));
    const isNote =
      data.key === key && typeof data.usedAtMs === 'number' && typeof data.manifestHash === 'string';
    return isNote ? (data as BaseNote) : null;
  } catch {
    return null;
  }
}

/** Returns the list of a base's files as it was noted; null where it is gone or not the one that was. */
export async function readManifestOf(
  cacheFolder: string,
  { key, manifestHash }: BaseNote,
): Promise<FileManifest | null> {
  const text = await readFile(manifestPath(cacheFolder, key), 'utf8').catch(() => null);
  return text === null || hashOf(text) !== manifestHash ? null : JSON.parse(text);
}

/** Notes that a base is complete, what it is made of, and that it is used now. */
export async function writeNote(cacheFolder: string, key: string, manifest: FileManifest): Promise<void> {
  const text = JSON.stringify(manifest);
  await writeFileAtomically(manifestPath(cacheFolder, key), text);
  await noteUse(cacheFolder, { key, manifestHash: hashOf(text) });
}

/** Notes that a complete base is used now. */
export async function noteUse(
  cacheFolder: string,
  note: Omit<BaseNote, 'usedAtMs'>,
  usedAtMs = Date.now(),
): Promise<void> {
  await writeFileAtomically(notePath(cacheFolder, note.key), JSON.stringify({ ...note, usedAtMs }));
}

/** Forgets that the base is complete, before it is changed or removed. */
export async function dropNote(cacheFolder: string, key: string): Promise<void> {
  for (const path of [notePath(cacheFolder, key), manifestPath(cacheFolder, key)]) {
    await rm(path, { recursive: true, force: true });
  }
}

/** Returns the file that locks a base, together with its copies (`<key>~2`). */
export function lockOf(cacheFolder: string, key: string): string {
  return join(cacheFolder, `${key.replace(/~\d+$/, '')}.lock`);
}

/** Marks the base as used by this process and returns the function that ends it. */
export async function markUsed(cacheFolder: string, key: string): Promise<() => Promise<void>> {
  const mark = join(cacheFolder, 'in-use', `${key}.${randomUUID()}`);
  await writeFile(mark, lockOwner());
  return () => rm(mark, { force: true });
}

/**
 * Removes prepared bases beyond the `keep` last used, except those that a running process uses. One that cannot
 * be removed stays, without its note.
 */
export async function evictUnused(
  cacheFolder: string,
  removeBase: (folder: string) => Promise<void>,
  keep = KEPT_BASES,
): Promise<void> {
  const names = (await readdir(cacheFolder)).filter((name) => name.endsWith('.json'));
  const notes = await Promise.all(names.map((name) => readNote(cacheFolder, name.slice(0, -'.json'.length))));
  const oldestLast = notes.filter((note) => note !== null).sort((a, b) => b.usedAtMs - a.usedAtMs);
  for (const { key } of oldestLast.slice(keep)) {
    const release = await tryLock(lockOf(cacheFolder, key));
    if (release === null) continue;
    try {
      // Bases are marked as used under this lock: asked any earlier, a run that starts now would lose its base.
      if ((await keysInUse(cacheFolder)).has(key)) continue;
      await dropNote(cacheFolder, key);
      await removeBase(join(cacheFolder, key)).catch(() => undefined);
    } finally {
      await release();
    }
  }
}

/** Returns the keys of the bases that a running process uses. */
export async function keysInUse(cacheFolder: string): Promise<Set<string>> {
  const used = new Set<string>();
  for (const name of await readdir(join(cacheFolder, 'in-use'))) {
    const mark = join(cacheFolder, 'in-use', name);
    const owner = await readFile(mark, 'utf8').catch(() => null);
    if (owner === null) continue;
    if (mayBeAlive(owner)) used.add(name.replace(/\.[\w-]+$/, ''));
    else await rm(mark, { force: true });
  }
  return used;
}

function notePath(cacheFolder: string, key: string): string {
  return join(cacheFolder, `${key}.json`);
}

function manifestPath(cacheFolder: string, key: string): string {
  return join(cacheFolder, `${key}.manifest`);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
