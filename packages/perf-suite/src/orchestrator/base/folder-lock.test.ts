import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { acquireLock, lockOwner, mayBeAlive, tryLock } from './folder-lock.js';

function lockPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'perf-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'a.lock');
}

function endedProcess(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

describe('acquireLock', () => {
  it('lets one in at a time', async () => {
    const path = lockPath();
    let inside = 0;
    let most = 0;
    const visit = async (): Promise<void> => {
      const release = await acquireLock(path);
      inside++;
      most = Math.max(most, inside);
      await wait(5);
      inside--;
      await release();
    };
    await Promise.all(Array.from({ length: 8 }, visit));
    expect(most).toBe(1);
    expect(existsSync(path)).toBe(false);
  });

  it('names the process it waits for, once, and stops when it is told to', async () => {
    const path = lockPath();
    await acquireLock(path);
    const owners: string[] = [];
    const abort = new AbortController();
    const waiting = acquireLock(path, { signal: abort.signal, onWait: (owner) => owners.push(owner) });
    await wait(400);
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect(owners).toEqual([lockOwner()]);
  });

  it('takes over the lock of a process that ended', async () => {
    const path = lockPath();
    writeFileSync(path, `${endedProcess()} on ${hostname()}`);
    await acquireLock(path);
    expect(readFileSync(path, 'utf8')).toBe(lockOwner());
  });

  it('gives the lock of an ended process to one of many who want it', async () => {
    const path = lockPath();
    writeFileSync(path, `${endedProcess()} on ${hostname()}`);
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 6 }, async () => {
        const release = await acquireLock(path);
        inside++;
        most = Math.max(most, inside);
        await wait(2);
        inside--;
        await release();
      }),
    );
    expect(most).toBe(1);
  });
});

describe('tryLock', () => {
  it('gives null where someone holds it', async () => {
    const path = lockPath();
    const release = await tryLock(path);
    expect(await tryLock(path)).toBeNull();
    await release?.();
    expect(await tryLock(path)).not.toBeNull();
  });
});

describe('mayBeAlive', () => {
  it('doubts only processes of this machine that have ended', () => {
    expect(mayBeAlive(lockOwner())).toBe(true);
    expect(mayBeAlive(`${endedProcess()} on ${hostname()}`)).toBe(false);
    expect(mayBeAlive(`${endedProcess()} on another-host`)).toBe(true);
    expect(mayBeAlive('garbage')).toBe(true);
  });
});
