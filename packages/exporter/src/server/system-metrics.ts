import { readFile, statfs } from 'node:fs/promises';
import { cpus, freemem, loadavg, totalmem } from 'node:os';
import { SYSTEM_METRICS } from '../catalogue/exporter-metrics.js';
import type { MetricStore } from '../store/metric-store.js';

const PRESSURES = ['cpu', 'memory', 'io'] as const;

/**
 * Sets the metrics of the machine: CPU, memory, load, disk and, on Linux, pressure. Takes about a
 * millisecond; what cannot be read here is left out.
 * @param folder its file system is the one that is looked at
 */
export async function collectSystem(store: MetricStore, folder: string): Promise<void> {
  const times = { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 };
  for (const cpu of cpus()) {
    for (const mode of Object.keys(times) as (keyof typeof times)[]) times[mode] += cpu.times[mode];
  }
  for (const [mode, ms] of Object.entries(times)) {
    store.setTotal(SYSTEM_METRICS.systemCpu, { mode }, ms / 1_000);
  }
  store.set(SYSTEM_METRICS.systemMemory, { state: 'total' }, totalmem());
  store.set(SYSTEM_METRICS.systemMemory, { state: 'free' }, freemem());
  store.set(SYSTEM_METRICS.systemLoad, {}, loadavg()[0] ?? 0);
  const disk = await statfs(folder).catch(() => null);
  if (disk !== null) store.set(SYSTEM_METRICS.systemDisk, { mountpoint: folder }, disk.bavail * disk.bsize);
  for (const resource of PRESSURES) {
    const stalledUs = stalledMicroseconds(
      await readFile(`/proc/pressure/${resource}`, 'utf8').catch(() => ''),
    );
    if (stalledUs !== null) store.setTotal(SYSTEM_METRICS.systemPressure, { resource }, stalledUs / 1e6);
  }
}

/** Reads `some avg10=0.00 avg60=0.00 avg300=0.00 total=12345` (kernel documentation, PSI). */
export function stalledMicroseconds(text: string): number | null {
  const total = /^some .*total=(\d+)/m.exec(text)?.[1];
  return total === undefined ? null : Number(total);
}
