import { lstat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { listed } from '@perf-suite/command-line';
import { PerfError } from '@perf-suite/schema';
import {
  dropNote,
  evictUnused,
  keysInUse,
  lockOf,
  markUsed,
  noteUse,
  readManifestOf,
  readNote,
  writeNote,
} from './base-cache.js';
import type { BaseContext } from './base-context.js';
import { checkManifest, manifestOf } from './file-manifest.js';
import { acquireLock } from './folder-lock.js';

/** A base to be had, from an earlier run or made now. */
export interface BaseRecipe {
  /** The same for what is the same base; also its folder's name in the cache. */
  readonly key: string;
  /** For people: `Base 1a2b3c4`. */
  readonly name: string;
  /** False where the key may mean something newer by now, as that of a tag does. */
  readonly reusable: boolean;
  /** Returns what a kept one, all of whose files are as they were made, lacks all the same; null for nothing. */
  readonly lacks?: (top: string) => Promise<string | null>;
  /** Makes it in a folder that is not there. */
  readonly make: (top: string) => Promise<void>;
  /** Removes whatever is at that path. */
  readonly remove: (top: string) => Promise<void>;
}

export interface KeptBase {
  /** Absolute folder of it. */
  readonly top: string;
  /** Ends this run's use of it. */
  readonly release: () => Promise<void>;
}

type Cache = Pick<BaseContext, 'cacheFolder' | 'log' | 'signal'>;

/**
 * Returns the base that an earlier run kept, if every file of it is as it was made; else it is made again. One
 * that another run measures at this moment is left as it is, and a copy made beside it.
 * @throws {PerfError} `setup-failed` where what is there cannot be removed; whatever making it throws
 */
export async function keepBase(cache: Cache, recipe: BaseRecipe): Promise<KeptBase> {
  const { cacheFolder, log, signal } = cache;
  const release = await acquireLock(lockOf(cacheFolder, recipe.key), {
    signal,
    onWait: (owner) => log(`Waiting for process ${owner}, which prepares the same base`),
  });
  try {
    const key = await settle(cache, recipe);
    return { top: join(cacheFolder, key), release: await markUsed(cacheFolder, key) };
  } finally {
    await release();
    await evictUnused(cacheFolder, recipe.remove);
  }
}

/** Returns the key of a base that is right: the recipe's own, or that of a copy. */
async function settle(cache: Cache, recipe: BaseRecipe): Promise<string> {
  const { cacheFolder, log } = cache;
  for (let copy = 1; ; copy++) {
    const key = copy === 1 ? recipe.key : `${recipe.key}~${copy}`;
    const fault = recipe.reusable
      ? ((await faultOf(cacheFolder, key)) ?? (await recipe.lacks?.(join(cacheFolder, key))) ?? null)
      : OUTDATED;
    if (fault === null) {
      log(`${recipe.name} is ready from an earlier run (${join(cacheFolder, key)})`);
      return key;
    }
    const isUsed = (await keysInUse(cacheFolder)).has(key);
    if (fault !== ABSENT && fault !== OUTDATED) {
      log(`${recipe.name} is made again${isUsed ? ', next to the one that another run uses' : ''}: ${fault}`);
    }
    if (isUsed) continue;
    await make(cacheFolder, key, recipe);
    return key;
  }
}

async function make(cacheFolder: string, key: string, recipe: BaseRecipe): Promise<void> {
  const top = join(cacheFolder, key);
  await dropNote(cacheFolder, key);
  await recipe.remove(top).catch((cause: Error) => {
    throw new PerfError('setup-failed', `${top}: cannot be removed to make the base anew: ${cause.message}`, {
      hint: 'Remove it by hand, then run it again.',
      cause,
    });
  });
  try {
    await recipe.make(top);
    await writeNote(cacheFolder, key, await manifestOf(top));
  } catch (error) {
    // Asked before anything is removed: git, for one, does not say why it cannot write.
    const isFull = await isDiskFull(cacheFolder);
    await recipe.remove(top);
    throw isFull ? diskFull(cacheFolder, error) : error;
  }
}

const FULL_BELOW_BYTES = 2 ** 20;

async function isDiskFull(folder: string): Promise<boolean> {
  const disk = await statfs(folder).catch(() => null);
  return disk !== null && disk.bavail * disk.bsize < FULL_BELOW_BYTES;
}

function diskFull(cacheFolder: string, cause: unknown): PerfError {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new PerfError(
    'setup-failed',
    `${cacheFolder}: the disk is full, and the base does not fit.\n${said}`,
    {
      hint: 'Free some room, or put the cache on another disk: XDG_CACHE_HOME=/other/disk. Nothing was measured yet.',
      cause,
    },
  );
}

const ABSENT = 'absent';
const OUTDATED = 'outdated';

/** Returns why a kept base cannot be used; null where it can, which is noted as a use of it. */
async function faultOf(cacheFolder: string, key: string): Promise<string | null> {
  const entry = await lstat(join(cacheFolder, key)).catch(() => null);
  const note = await readNote(cacheFolder, key);
  if (note === null) return entry === null ? ABSENT : 'its preparation was not finished';
  if (!entry?.isDirectory()) return `its folder is ${entry === null ? 'gone' : 'no folder any more'}`;
  const manifest = await readManifestOf(cacheFolder, note);
  if (manifest === null) return 'the list of its files is gone or damaged';
  try {
    const { changed, refreshed } = await checkManifest(join(cacheFolder, key), manifest);
    if (changed.length > 0) return `${listed(changed)} changed since it was prepared`;
    if (refreshed === null) await noteUse(cacheFolder, note);
    else await writeNote(cacheFolder, key, refreshed);
    return null;
  } catch (cause) {
    return `it cannot be read (${cause instanceof Error ? cause.message : String(cause)})`;
  }
}
