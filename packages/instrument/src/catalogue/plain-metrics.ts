import type { MetricDefinition } from './metric-definition.js';
import { SERVICE_METRICS, SYSTEM_METRICS } from './service-metrics.js';

/** The labels of a series; an empty value is one that the series does not have. */
export type Labels = Readonly<Record<string, string>>;

/** The same series under a plain name, with plain labels. Computed at a scrape, not stored. */
export interface PlainMetric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly from: MetricDefinition;
  /** Of a histogram: all of it, or its count only. */
  readonly part: 'all' | 'count';
  readonly labelNames: readonly string[];
  /** Series that get the same labels are added up. */
  readonly labels: (source: Labels) => Labels;
  /** Whether a series counts, or is there with 0 so that it has a beginning when it first counts. All do by default. */
  readonly counts?: (source: Labels) => boolean;
  /** 100 for a percentage from a ratio. */
  readonly scale?: number;
}

const { httpRequestDuration, httpActiveRequests, databaseOperationDuration } = SERVICE_METRICS;
const { databaseConnections, outboundRequestDuration } = SERVICE_METRICS;

const HTTP_LABELS = {
  labelNames: ['method', 'route', 'status'],
  labels: (source: Labels) => ({
    method: source.http_request_method ?? '',
    route: source.http_route ?? '',
    status: source.http_response_status_code ?? '',
  }),
};
const OPERATION_LABELS = {
  labelNames: ['operation', 'table'],
  labels: (source: Labels) => ({
    operation: source.db_operation_name ?? '',
    table: source.db_collection_name ?? '',
  }),
};
const OUTBOUND_LABELS = {
  labelNames: ['target', 'status'],
  labels: (source: Labels) => ({ target: source.server_address ?? '', status: outboundStatus(source) }),
};
const NO_LABELS = { labelNames: [], labels: () => ({}) };

function outboundStatus({ http_response_status_code: status, error_type: error }: Labels): string {
  if (status) return status;
  return error ? 'error' : 'ok';
}

const isServerError = ({ http_response_status_code: status }: Labels) => Number(status) >= 500;

/** The names that the option `plainNames` adds. */
export const PLAIN_METRICS: readonly PlainMetric[] = [
  {
    name: 'http_requests_total',
    help: 'Requests answered.',
    type: 'counter',
    from: httpRequestDuration,
    part: 'count',
    ...HTTP_LABELS,
  },
  {
    name: 'http_request_duration_seconds',
    help: 'Time from the head of a request to the end of its response.',
    type: 'histogram',
    from: httpRequestDuration,
    part: 'all',
    ...HTTP_LABELS,
  },
  {
    name: 'http_request_errors_total',
    help: 'Responses with a status from 500 on.',
    type: 'counter',
    from: httpRequestDuration,
    part: 'count',
    labelNames: ['method', 'route'],
    labels: (source) => ({ method: source.http_request_method ?? '', route: source.http_route ?? '' }),
    counts: isServerError,
  },
  {
    name: 'http_requests_in_flight',
    help: 'Requests that are being answered.',
    type: 'gauge',
    from: httpActiveRequests,
    part: 'all',
    labelNames: ['method'],
    labels: (source) => ({ method: source.http_request_method ?? '' }),
  },
  {
    name: 'app_requests_total',
    help: 'Requests answered.',
    type: 'counter',
    from: httpRequestDuration,
    part: 'count',
    ...HTTP_LABELS,
  },
  {
    name: 'app_response_time_seconds',
    help: 'Time from the head of a request to the end of its response, over all routes.',
    type: 'histogram',
    from: httpRequestDuration,
    part: 'all',
    ...NO_LABELS,
  },
  {
    name: 'db_operations_total',
    help: 'Database operations, by status: `ok` or `error`.',
    type: 'counter',
    from: databaseOperationDuration,
    part: 'count',
    labelNames: ['operation', 'table', 'status'],
    labels: (source) => ({
      ...OPERATION_LABELS.labels(source),
      status: source.error_type ? 'error' : 'ok',
    }),
  },
  {
    name: 'db_operation_duration_seconds',
    help: 'Time that a database operation takes.',
    type: 'histogram',
    from: databaseOperationDuration,
    part: 'all',
    ...OPERATION_LABELS,
  },
  {
    name: 'database_query_duration_seconds',
    help: 'Time that a database operation takes.',
    type: 'histogram',
    from: databaseOperationDuration,
    part: 'all',
    ...OPERATION_LABELS,
  },
  {
    name: 'database_connections',
    help: 'Connections of a pool, by state: `idle` or `used`.',
    type: 'gauge',
    from: databaseConnections,
    part: 'all',
    labelNames: ['pool', 'state'],
    labels: (source) => ({
      pool: source.db_client_connection_pool_name ?? '',
      state: source.db_client_connection_state ?? '',
    }),
  },
  {
    name: 'api_fetch_total',
    help: 'Requests to other services. `status` is the response’s, or `error` where none came.',
    type: 'counter',
    from: outboundRequestDuration,
    part: 'count',
    ...OUTBOUND_LABELS,
  },
  {
    name: 'api_fetch_duration_seconds',
    help: 'Time that a request to another service takes.',
    type: 'histogram',
    from: outboundRequestDuration,
    part: 'all',
    labelNames: ['target'],
    labels: (source) => ({ target: source.server_address ?? '' }),
  },
  {
    name: 'api_calls_total',
    help: 'Requests to other services, by method.',
    type: 'counter',
    from: outboundRequestDuration,
    part: 'count',
    labelNames: ['method', 'target', 'status'],
    labels: (source) => ({
      method: source.http_request_method ?? '',
      ...OUTBOUND_LABELS.labels(source),
    }),
  },
  {
    name: 'system_cpu_usage_percent',
    help: 'How much of the CPU time of the machine was used since the previous scrape.',
    type: 'gauge',
    from: SYSTEM_METRICS.cpuUtilization,
    part: 'all',
    scale: 100,
    ...NO_LABELS,
  },
  {
    name: 'system_memory_usage_percent',
    help: 'Share of the memory of the machine that is in use.',
    type: 'gauge',
    from: SYSTEM_METRICS.memoryUtilization,
    part: 'all',
    scale: 100,
    ...NO_LABELS,
  },
  {
    name: 'system_disk_usage_percent',
    help: 'Share of a file system that is in use.',
    type: 'gauge',
    from: SYSTEM_METRICS.diskUtilization,
    part: 'all',
    scale: 100,
    labelNames: ['mountpoint'],
    labels: (source) => ({ mountpoint: source.system_filesystem_mountpoint ?? '' }),
  },
];

/** One more plain name, which is no other name of a series. */
export const APP_ERROR_RATE = {
  name: 'app_error_rate',
  help: 'Share of the requests of about the last minute that got a status from 500 on, 0 to 1.',
  type: 'gauge',
} as const;
