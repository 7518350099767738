import { readFileSync } from 'node:fs';
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the machine's cores did over a while, while this process slept. */
export interface CpuActivity {
  /** Share of all cores' time that was not idle. */
  readonly busyRatio: number;
  /** Share that the host took away for other virtual machines; null where that cannot be read. */
  readonly stolenRatio: number | null;
}

interface CpuTimes {
  readonly total: number;
  readonly idle: number;
  readonly stolen: number | null;
}

/** Watches the cores for a while without adding to what they do. */
export async function watchCpuActivity(durationMs: number): Promise<CpuActivity> {
  const before = readTimes();
  await sleep(durationMs);
  return activityBetween(before, readTimes());
}

/** Returns the shares of the time between two readings. */
export function activityBetween(before: CpuTimes, after: CpuTimes): CpuActivity {
  const total = after.total - before.total;
  if (!(total > 0)) return { busyRatio: 0, stolenRatio: null };
  const stolen = before.stolen === null || after.stolen === null ? null : after.stolen - before.stolen;
  return {
    busyRatio: Math.max(0, 1 - (after.idle - before.idle) / total),
    stolenRatio: stolen === null ? null : Math.max(0, stolen / total),
  };
}

function readTimes(): CpuTimes {
  try {
    return parseProcStat(readFileSync('/proc/stat', 'utf8'));
  } catch {
    const times = os.cpus().map((core) => core.times);
    const idle = times.reduce((sum, time) => sum + time.idle, 0);
    const busy = times.reduce((sum, time) => sum + time.user + time.nice + time.sys + time.irq, 0);
    return { total: idle + busy, idle, stolen: null };
  }
}

/** Parses the first line of /proc/stat: user nice system idle iowait irq softirq steal. Source: proc_stat(5). */
export function parseProcStat(text: string): CpuTimes {
  const fields = /^cpu\s+(.+)$/m.exec(text)?.[1]?.split(/\s+/).slice(0, 8).map(Number) ?? [];
  const [, , , idle = 0, iowait = 0, , , stolen = null] = fields;
  return { total: fields.reduce((sum, field) => sum + field, 0), idle: idle + iowait, stolen };
}
