export { BENCHMARK_METRICS, VERDICT_METRICS } from './benchmark-metrics.js';
export { COMPATIBILITY_METRICS } from './compatibility-metrics.js';
export { EXPORTER_METRICS, SYSTEM_METRICS } from './exporter-metrics.js';
export { HISTORY_METRICS } from './history-metrics.js';
export { LABELS, type LabelName } from './label-catalogue.js';
export { LIVE_METRICS } from './live-metrics.js';
export type {
  CompatibilityMetric,
  CounterDefinition,
  GaugeDefinition,
  HistogramDefinition,
  MetricDefinition,
  SummaryDefinition,
} from './metric-definition.js';
export { METRIC_GROUPS, type MetricGroup } from './metric-groups.js';
export { metricReference } from './metric-reference.js';
export { RUN_METRICS } from './run-metrics.js';
