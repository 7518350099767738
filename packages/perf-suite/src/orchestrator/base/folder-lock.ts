import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { processIsAlive } from '../processes/process-is-alive.js';

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once when another process holds the lock. */
  readonly onWait?: (owner: string) => void;
}

const POLL_MS = 150;

/**
 * Waits until the lock file `path` is ours and returns the function that gives it back.
 * A lock whose process on this machine has ended is taken over.
 */
export async function acquireLock(path: string, options: LockOptions = {}): Promise<() => Promise<void>> {
  let isReported = false;
  for (;;) {
    options.signal?.throwIfAborted();
    const release = await tryLock(path);
    if (release !== null) return release;
    if (await removeIfAbandoned(path)) continue;
    if (!isReported) options.onWait?.(await readFile(path, 'utf8').catch(() => 'another process'));
    isReported = true;
    await wait(POLL_MS, undefined, options.signal === undefined ? {} : { signal: options.signal });
  }
}

/** Takes the lock at once and returns the function that gives it back, or null when someone holds it. */
export async function tryLock(path: string): Promise<(() => Promise<void>) | null> {
  const owner = lockOwner();
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, owner);
  try {
    // A link appears with its content, and fails where the name is taken: no moment without an owner.
    await link(draft, path);
    return () => rm(path, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** What a lock or use mark says: `<process id> on <host>`. */
export function lockOwner(): string {
  return `${process.pid} on ${hostname()}`;
}

/** False only where the owner certainly is gone: it was a process of this machine that has ended. */
export function mayBeAlive(owner: string): boolean {
  const [, pid, host] = /^(\d+) on (.*)$/.exec(owner.trim()) ?? [];
  return pid === undefined || host !== hostname() || processIsAlive(Number(pid));
}

async function removeIfAbandoned(path: string): Promise<boolean> {
  const owner = await readFile(path, 'utf8').catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    if (error.code !== 'EISDIR') throw error;
    // No process locks with a folder.
    await rm(path, { recursive: true, force: true });
    return null;
  });
  if (owner === null) return true;
  if (mayBeAlive(owner)) return false;
  const aside = `${path}.abandoned-${randomUUID()}`;
  await rename(path, aside).catch(() => undefined);
  const moved = await readFile(aside, 'utf8').catch(() => null);
  // Between reading and moving, another process may have taken it over: give that one its lock back.
  if (moved !== null && mayBeAlive(moved)) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
  return true;
}
