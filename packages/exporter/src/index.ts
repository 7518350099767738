export { type DeclaredMetrics, NOTHING_DECLARED } from './custom/declared-metrics.js';
export { type Misfit, misfitOf } from './custom/misfit.js';
export { readCustomMetrics } from './custom/read-custom-metrics.js';
export { type Announcement, type AnnounceOptions, announce } from './live/announce.js';
export { openTargetFile, type TargetFile } from './live/target-file.js';
export {
  type MetricsEndpoint,
  type MetricsEndpointOptions,
  startMetricsEndpoint,
} from './metrics-endpoint.js';
export type { Pipeline } from './run-metrics/pipeline-metrics.js';
export type { StreamStatistics } from './server/exporter-readings.js';
