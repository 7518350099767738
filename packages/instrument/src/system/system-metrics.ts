import { readFile, statfs } from 'node:fs/promises';
import { cpus, freemem, totalmem } from 'node:os';
import { SYSTEM_METRICS } from '../catalogue/service-metrics.js';
import type { MetricStore } from '../store/metric-store.js';

/** Scrapes that follow each other faster get the last value: the kernel counts CPU time in steps of 10 ms. */
const SHORTEST_WINDOW_MS = 1_000;

/**
 * Lets the metrics of the machine be read at each scrape: a millisecond or less. What cannot be read is left out.
 * @param disk its file system is the one that is looked at
 */
export function readSystem(store: MetricStore, { disk, nowMs }: { disk: string; nowMs: () => number }): void {
  const { cpuUtilization, memoryUsage, memoryLimit, memoryUtilization, diskUtilization } = SYSTEM_METRICS;
  let last = { ...cpuTimes(), atMs: nowMs() };
  store.read(cpuUtilization, () => {
    if (nowMs() - last.atMs < SHORTEST_WINDOW_MS) return;
    const now = { ...cpuTimes(), atMs: nowMs() };
    const totalMs = now.totalMs - last.totalMs;
    if (totalMs > 0) store.set(cpuUtilization, [], (now.busyMs - last.busyMs) / totalMs);
    last = now;
  });
  store.set(memoryLimit, [], totalmem());
  for (const one of [memoryUsage, memoryUtilization]) {
    store.read(one, async () => {
      const usedBytes = totalmem() - (await availableBytes());
      store.set(one, [], one === memoryUsage ? usedBytes : usedBytes / totalmem());
    });
  }
  store.read(diskUtilization, async () => {
    const found = await statfs(disk).catch(() => null);
    // As df does: what only root may fill counts as used.
    const usedBlocks = found === null ? 0 : found.blocks - found.bfree;
    const usable = found === null ? 0 : usedBlocks + found.bavail;
    if (usable > 0) store.set(diskUtilization, [disk], usedBlocks / usable);
  });
}

function cpuTimes(): { readonly busyMs: number; readonly totalMs: number } {
  let idleMs = 0;
  let totalMs = 0;
  for (const { times } of cpus()) {
    idleMs += times.idle;
    totalMs += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  return { busyMs: totalMs - idleMs, totalMs };
}

/** What the kernel could give to programs: `freemem` leaves out what it only uses to cache files. */
async function availableBytes(): Promise<number> {
  const text = await readFile('/proc/meminfo', 'utf8').catch(() => '');
  const kibibytes = /^MemAvailable:\s+(\d+) kB/m.exec(text)?.[1];
  return kibibytes === undefined ? freemem() : Number(kibibytes) * 1_024;
}
