import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Warning } from '@perf-suite/schema';

/** Says that this process measures here, for as long as it is open. */
export interface RunLock {
  /** Processes of other runs in the same folder that are alive now. */
  others(): Promise<number[]>;
  close(): Promise<void>;
}

/**
 * Leaves a note with this process's id in the folder. Runs do not keep each other out: each writes
 * a file of its own, but they compete for the same cores, which the later one says.
 * A folder that takes no file locks nothing; saving the run will tell about it.
 */
export async function openRunLock(folder: string, pid: number): Promise<RunLock> {
  const own = join(folder, `${pid}.lock`);
  await mkdir(folder, { recursive: true }).catch(() => undefined);
  await writeFile(own, '').catch(() => undefined);
  return {
    async others() {
      const names = await readdir(folder).catch(() => []);
      const pids = names.flatMap((name) => /^(\d+)\.lock$/.exec(name)?.[1] ?? []).map(Number);
      const dead = pids.filter((other) => !isAlive(other));
      await Promise.all(dead.map((other) => rm(join(folder, `${other}.lock`), { force: true }))).catch(
        () => undefined,
      );
      return pids.filter((other) => other !== pid && !dead.includes(other));
    },
    async close() {
      await rm(own, { force: true }).catch(() => undefined);
    },
  };
}

/** Returns the warning for a run that was not alone; null when it was. */
export function concurrentRunWarning(pids: readonly number[]): Warning | null {
  if (pids.length === 0) return null;
  return {
    code: 'concurrent-run',
    message: `another run is measuring in this folder (process ${pids.join(', ')}): they disturb each other`,
    hint: 'Let one finish before the other starts. Both keep their own run file.',
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // EPERM: it lives, but belongs to someone else.
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}
