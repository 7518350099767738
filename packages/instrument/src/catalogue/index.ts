export type {
  CounterDefinition,
  GaugeDefinition,
  HistogramDefinition,
  MetricDefinition,
} from './metric-definition.js';
export { APP_ERROR_RATE, type Labels, PLAIN_METRICS, type PlainMetric } from './plain-metrics.js';
export { SERVICE_METRICS, SYSTEM_METRICS } from './service-metrics.js';
export { HEALTH_METRICS, WEB_VITALS, WEB_VITALS_METRICS, type WebVitalName } from './web-vitals-metrics.js';
