import type { LiveEventOf } from '@perf-suite/schema';
import { RUN_METRICS } from '../catalogue/run-metrics.js';
import type { MetricStore } from '../store/metric-store.js';

/**
 * Sets memory and CPU of one of a run's processes.
 * @param peakRssBytes the largest seen in this run for each process and phase; updated
 */
export function recordResources(
  store: MetricStore,
  event: LiveEventOf<'resources'>,
  peakRssBytes: Map<string, number>,
): void {
  const key = `${event.process}\u0000${event.phase}`;
  const largest = Math.max(event.rssBytes, peakRssBytes.get(key) ?? 0);
  peakRssBytes.set(key, largest);
  store.set(RUN_METRICS.memoryUsage, { process: event.process, phase: event.phase }, largest);
  if (event.phase === 'start') return;
  const core = event.core === null ? 'all' : String(event.core);
  store.set(RUN_METRICS.cpuUtilization, { core, process: event.process }, event.cpuRatio);
}
