import type { LiveEventOf } from '@perf-suite/schema';
import { RUN_METRICS } from '../catalogue/run-metrics.js';
import type { MetricStore } from '../store/metric-store.js';
import type { CurrentRun } from './current-run.js';

/** Sets memory and CPU of one of a run's processes; the largest seen in this run for each process and phase. */
export function recordResources(
  store: MetricStore,
  event: LiveEventOf<'resources'>,
  { environment, peakRssBytes }: Pick<CurrentRun, 'environment' | 'peakRssBytes'>,
): void {
  const { process, phase } = event;
  const key = `${process}\u0000${phase}`;
  const largest = Math.max(event.rssBytes, peakRssBytes.get(key) ?? 0);
  peakRssBytes.set(key, largest);
  store.set(RUN_METRICS.memoryUsage, { environment, process, phase }, largest);
  if (phase === 'start') return;
  const core = event.core === null ? 'all' : String(event.core);
  store.set(RUN_METRICS.cpuUtilization, { environment, core, process }, event.cpuRatio);
}
