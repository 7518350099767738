import { readFileSync } from 'node:fs';
import { getHeapStatistics } from 'node:v8';
import type { ProcessUsage } from '../wire/protocol.js';
import { nowMs, startedAtMs } from './measure/clock.js';

/** What this process has used until now; takes about 3 us. */
export function processUsage(): ProcessUsage {
  const { user, system } = process.cpuUsage();
  return {
    atMs: startedAtMs + nowMs(),
    cpuUserMs: user / 1000,
    cpuSystemMs: system / 1000,
    rssBytes: process.memoryUsage.rss(),
    heapUsedBytes: getHeapStatistics().used_heap_size,
  };
}

/**
 * The most memory that was resident at once, in bytes. From /proc where there is one: what
 * getrusage says starts from the size of the parent that forked this process.
 */
export function peakResidentBytes(): number {
  try {
    const peakKib = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (peakKib !== undefined) return Number(peakKib) * 1024;
  } catch {
    // No /proc on this system.
  }
  return process.resourceUsage().maxRSS * 1024;
}
