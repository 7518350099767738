import { readFileSync } from 'node:fs';

/** What a thread has used of the machine since it began. */
export interface ThreadUsage {
  readonly cpuNs: number;
  /** Time in which it was ready to run and had no core; null where the system does not tell. */
  readonly coreWaitNs: number | null;
}

/**
 * Returns the usage of the calling thread, as Linux counts it; elsewhere the CPU time of the whole process.
 * It reads a file of /proc: some 20 us.
 * Source: Documentation/scheduler/sched-stats.rst of Linux.
 */
export function threadUsage(): ThreadUsage {
  try {
    const [cpu = '', wait = ''] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ');
    if (/^\d+$/.test(cpu) && /^\d+$/.test(wait)) return { cpuNs: Number(cpu), coreWaitNs: Number(wait) };
  } catch {
    // Not Linux, or a kernel without it.
  }
  const { user, system } = process.cpuUsage();
  return { cpuNs: (user + system) * 1000, coreWaitNs: null };
}
