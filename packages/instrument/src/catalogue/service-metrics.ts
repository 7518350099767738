import { counter, gauge, histogram } from './metric-definition.js';

/** What OpenTelemetry's semantic conventions advise for HTTP: 5 ms to 10 s. */
const HTTP_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** What they advise for databases, and 0.25 ms besides: an embedded database answers in less than 1 ms. */
const DATABASE_BOUNDS = [0.00025, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];
const JOB_BOUNDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3_600];
const FUNCTION_BOUNDS = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

/**
 * What an instrumented service measures. Names and labels follow OpenTelemetry's semantic conventions where they
 * have one, as Prometheus writes them; labels that would multiply the series without telling much are left out.
 */
export const SERVICE_METRICS = {
  httpRequestDuration: histogram({
    name: 'http_server_request_duration_seconds',
    help: 'Time from the head of a request to the end of its response. Its count is the number of requests.',
    labels: ['http_request_method', 'http_route', 'http_response_status_code'],
    bounds: HTTP_BOUNDS,
  }),
  httpActiveRequests: gauge({
    name: 'http_server_active_requests',
    help: 'Requests that are being answered.',
    labels: ['http_request_method'],
  }),
  databaseOperationDuration: histogram({
    name: 'db_client_operation_duration_seconds',
    help: 'Time that a database operation takes. `error_type` is empty where it succeeds.',
    labels: ['db_system_name', 'db_operation_name', 'db_collection_name', 'error_type'],
    bounds: DATABASE_BOUNDS,
  }),
  databaseConnections: gauge({
    name: 'db_client_connection_count',
    help: 'Connections of a pool that are `idle` or `used`.',
    labels: ['db_client_connection_pool_name', 'db_client_connection_state'],
  }),
  databasePendingRequests: gauge({
    name: 'db_client_connection_pending_requests',
    help: 'Callers that wait for a connection of a pool.',
    labels: ['db_client_connection_pool_name'],
  }),
  outboundRequestDuration: histogram({
    name: 'http_client_request_duration_seconds',
    help: 'Time that a request to another service takes. `http_response_status_code` is empty where no response came; then `error_type` says why.',
    labels: ['http_request_method', 'server_address', 'http_response_status_code', 'error_type'],
    bounds: HTTP_BOUNDS,
  }),
  cacheHits: counter({
    name: 'cache_hits_total',
    help: 'Look-ups that a cache answers.',
    labels: ['cache'],
  }),
  cacheMisses: counter({
    name: 'cache_misses_total',
    help: 'Look-ups that a cache cannot answer.',
    labels: ['cache'],
  }),
  jobDuration: histogram({
    name: 'job_duration_seconds',
    help: 'Time that a run of a job takes, by its outcome: `success` or `failure`.',
    labels: ['job_name', 'outcome'],
    bounds: JOB_BOUNDS,
  }),
  jobsActive: gauge({
    name: 'job_active_runs',
    help: 'Runs of a job that are under way.',
    labels: ['job_name'],
  }),
  jobLastSuccess: gauge({
    name: 'job_last_success_timestamp_seconds',
    help: 'When a job last succeeded, as Unix time.',
    labels: ['job_name'],
  }),
  notifications: counter({
    name: 'notifications_sent_total',
    help: 'Notifications that were sent, or should have been, by channel and outcome: `success` or `failure`.',
    labels: ['channel', 'outcome'],
  }),
  authAttempts: counter({
    name: 'auth_attempts_total',
    help: 'Attempts to log in, by method and outcome: `success` or `failure`.',
    labels: ['method', 'outcome'],
  }),
  rateLimitHits: counter({
    name: 'rate_limit_hits_total',
    help: 'Requests that a rate limit refuses.',
    labels: ['limit'],
  }),
  errors: counter({
    name: 'errors_total',
    help: 'Errors by kind: `http` (responses from 500 on), `database`, `outbound`, `job`, `function`, and those that the service names.',
    labels: ['kind'],
  }),
  activeUsers: gauge({
    name: 'active_users',
    help: 'Different users that were seen lately; within 5 minutes unless `activeUserWindowMs` says otherwise.',
  }),
  functionDuration: histogram({
    name: 'function_duration_seconds',
    help: 'Time that a tracked function takes, with what it awaits. `error_type` is empty where it succeeds.',
    labels: ['function', 'error_type'],
    bounds: FUNCTION_BOUNDS,
  }),
  failedReadings: counter({
    name: 'instrument_failed_readings_total',
    help: 'Times that a gauge could not be read at a scrape, so that its last value was shown.',
    labels: ['metric'],
  }),
  refusedSeries: counter({
    name: 'instrument_refused_series_total',
    help: 'Values that were counted under `other` because their metric has as many series as it may have.',
    labels: ['metric'],
  }),
};

/** The machine, asked at each scrape. */
export const SYSTEM_METRICS = {
  cpuUtilization: gauge({
    name: 'system_cpu_utilization_ratio',
    help: 'How much of the CPU time of the machine was used since the previous scrape, 0 to 1 over all cores.',
  }),
  memoryUsage: gauge({ name: 'system_memory_usage_bytes', help: 'Memory of the machine that is in use.' }),
  memoryLimit: gauge({ name: 'system_memory_limit_bytes', help: 'Memory of the machine.' }),
  memoryUtilization: gauge({
    name: 'system_memory_utilization_ratio',
    help: 'Share of the memory of the machine that is in use, 0 to 1.',
  }),
  diskUtilization: gauge({
    name: 'system_filesystem_utilization_ratio',
    help: 'Share of a file system that is in use, 0 to 1.',
    labels: ['system_filesystem_mountpoint'],
  }),
};
