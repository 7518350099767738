import { readFileSync } from 'node:fs';

export interface CpuTimes {
  readonly userMs: number;
  readonly systemMs: number;
}

/** Linux counts in hundredths of a second here, whatever the clock of its kernel. */
const TICK_MS = 10;

/** Of `/proc/self/stat`, counted from behind the program's name, which may hold spaces: cutime and cstime. */
const CHILDREN_USER = 13;
const CHILDREN_SYSTEM = 14;

/**
 * Returns the CPU time of all children of this process that have ended, with what these waited for; null where the
 * system does not tell. Linux keeps nanoseconds and shows whole hundredths of a second, cut: the difference of two
 * readings is off by up to 10 ms either way, and right on average.
 */
export function cpuOfEndedChildren(): CpuTimes | null {
  try {
    return parseChildrenCpu(readFileSync('/proc/self/stat', 'latin1'));
  } catch {
    return null;
  }
}

/** Reads the text of a `/proc/<pid>/stat`; null where it is not of that form. */
export function parseChildrenCpu(stat: string): CpuTimes | null {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [Number(fields[CHILDREN_USER]), Number(fields[CHILDREN_SYSTEM])];
  if (!Number.isInteger(user) || !Number.isInteger(system)) return null;
  return { userMs: user * TICK_MS, systemMs: system * TICK_MS };
}

export function elapsed(before: CpuTimes | null, after: CpuTimes | null): CpuTimes | null {
  if (before === null || after === null) return null;
  return { userMs: after.userMs - before.userMs, systemMs: after.systemMs - before.systemMs };
}
