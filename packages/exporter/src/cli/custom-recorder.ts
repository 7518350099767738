import { CustomRecorder } from '../custom/custom-recorder.js';
import { NOTHING_DECLARED } from '../custom/declared-metrics.js';
import { readCustomMetrics } from '../custom/read-custom-metrics.js';
import type { MetricStore } from '../store/metric-store.js';
import type { CommandIo } from './io.js';

/**
 * Returns what takes in metrics of the user's own, as `--metrics-file` declares them; without that it refuses
 * all of them. What does not fit is printed on standard error, each metric once.
 * @throws {PerfError} `not-found`; `bad-config` with file and line
 */
export async function customRecorder(
  store: MetricStore,
  { metricsFile, quiet }: { readonly metricsFile?: string; readonly quiet?: boolean },
  io: CommandIo,
): Promise<CustomRecorder> {
  const declared = metricsFile === undefined ? NOTHING_DECLARED : await readCustomMetrics(metricsFile);
  return new CustomRecorder(store, declared, ({ message, hint }) => {
    if (!quiet) io.err(`perf-exporter: left out: ${message}\n  ${hint}\n`);
  });
}
