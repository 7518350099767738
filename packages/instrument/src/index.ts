export type {
  GaugeReadings,
  LabelsOf,
  OwnCounter,
  OwnGauge,
  OwnHistogram,
  OwnHistogramOptions,
  OwnMetricOptions,
} from './business/own-metrics.js';
export type { AccessOptions, JwtOptions } from './endpoints/access.js';
export type { HealthAnswer, HealthCheck } from './endpoints/health.js';
export { type EndpointName, type EndpointOptions, serveEndpoints } from './endpoints/serve-endpoints.js';
export type { Durations, MetricsSummary } from './endpoints/summary.js';
export { nameRoute } from './http/exchange.js';
export type { RouteOptions } from './http/observe-server.js';
export type { MetricsOptions } from './metrics-options.js';
export { instrument, ServiceMetrics } from './service-metrics.js';
export { type FinishedSpan, sendTrace, type TraceDestination } from './tracing/send-trace.js';
export { span, traced } from './tracing/span.js';
export { startTracing, type Tracing, type TracingOptions } from './tracing/start-tracing.js';
export type { Job, Operation, OutboundCall, Tracked } from './track/targets.js';
export type { MethodDecorator } from './track/track.js';
export type { WebVitalsOptions } from './web-vitals/web-vitals.js';
