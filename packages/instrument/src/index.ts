export type {
  GaugeReadings,
  LabelsOf,
  OwnCounter,
  OwnGauge,
  OwnHistogram,
  OwnHistogramOptions,
  OwnMetricOptions,
} from './business/own-metrics.js';
export { nameRoute } from './http/exchange.js';
export type { RouteOptions } from './http/observe-server.js';
export { instrument, type MetricsOptions, ServiceMetrics } from './service-metrics.js';
export type { Job, Operation, OutboundCall, Tracked } from './track/targets.js';
export type { MethodDecorator } from './track/track.js';
