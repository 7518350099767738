import { constants } from 'node:fs';
import { open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Warning } from '@perf-suite/schema';
import { makeFolder } from '@perf-suite/schema/node';
import { processIsAlive } from './process-is-alive.js';

/** Says that this process measures here, for as long as it is open. */
export interface RunLock {
  /** Processes of other runs that measure in the same folder now, or did while this one was open. */
  others(): Promise<number[]>;
  close(): Promise<void>;
}

/**
 * Leaves a note with this process's id in the folder. Runs do not keep each other out: each writes
 * a file of its own, but they compete for the same cores, which both say.
 * A folder that takes no file locks nothing; saving the run will report it.
 */
export async function openRunLock(folder: string, pid: number): Promise<RunLock> {
  const noteOf = (process: number) => join(folder, `${process}.lock`);
  await makeFolder(folder).catch(() => undefined);
  await writeFile(noteOf(pid), '').catch(() => undefined);
  const measuringNow = async (): Promise<number[]> => {
    const names = await readdir(folder).catch(() => []);
    const pids = names.flatMap((name) => /^(\d+)\.lock$/.exec(name)?.[1] ?? []).map(Number);
    const dead = pids.filter((other) => !processIsAlive(other));
    await Promise.all(dead.map((other) => rm(noteOf(other), { force: true }))).catch(() => undefined);
    return pids.filter((other) => other !== pid && !dead.includes(other));
  };
  // Whoever was first learns of this one from its own note, even when this one ends earlier.
  for (const other of await measuringNow()) await addLine(noteOf(other), String(pid)).catch(() => undefined);
  return {
    async others() {
      const cameLater = (await readFile(noteOf(pid), 'utf8').catch(() => '')).split('\n').filter(Boolean);
      return [...new Set([...(await measuringNow()), ...cameLater.map(Number)])];
    },
    async close() {
      await rm(noteOf(pid), { force: true }).catch(() => undefined);
    },
  };
}

/** Unlike `appendFile` it makes no file: whose note is gone has ended. */
async function addLine(file: string, line: string): Promise<void> {
  const opened = await open(file, constants.O_WRONLY | constants.O_APPEND);
  try {
    await opened.write(`${line}\n`);
  } finally {
    await opened.close();
  }
}

/** Returns the warning for a run that was not alone; null when it was. */
export function concurrentRunWarning(pids: readonly number[]): Warning | null {
  if (pids.length === 0) return null;
  return {
    code: 'concurrent-run',
    message: `another run measured in this folder at the same time (process ${pids.join(', ')}): they disturb each other`,
    hint: 'Let one finish before the other starts. Both keep their own run file.',
  };
}
