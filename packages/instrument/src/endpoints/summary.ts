import { SERVICE_METRICS, SYSTEM_METRICS } from '../catalogue/service-metrics.js';
import { WEB_VITALS_METRICS } from '../catalogue/web-vitals-metrics.js';
import type { ShownMetric } from '../exposition/shown-metric.js';
import { histogramQuantile } from './histogram-quantile.js';

/** Of all that was measured since the service started; times in seconds, estimated from the buckets. */
export interface Durations {
  readonly count: number;
  readonly p50Seconds: number | null;
  readonly p95Seconds: number | null;
  readonly p99Seconds: number | null;
}

export interface MetricsSummary {
  readonly uptimeSeconds: number;
  readonly requests: Durations & {
    readonly errorCount: number;
    /** 0 to 1; null without requests. */
    readonly errorRatio: number | null;
    readonly inFlight: number;
    readonly routes: readonly (Durations & { readonly route: string; readonly errorCount: number })[];
  };
  readonly database: Durations & { readonly errorCount: number };
  readonly outbound: Durations & { readonly errorCount: number };
  readonly cache: { readonly hits: number; readonly misses: number; readonly hitRatio: number | null };
  readonly activeUsers: number;
  /** The 75th percentile, as web.dev rates pages by it: seconds, and CLS without a unit. */
  readonly webVitals: Readonly<Record<string, { readonly count: number; readonly p75: number | null }>>;
  readonly system: {
    readonly cpuRatio: number | null;
    readonly memoryRatio: number | null;
    readonly diskRatio: number | null;
  };
  readonly process: { readonly residentBytes: number; readonly heapUsedBytes: number };
}

type Labels = Readonly<Record<string, unknown>>;

/** Most routes shown, those with the most requests. */
const MOST_ROUTES = 50;

/** Returns the state of a service in numbers that need no query. */
export function summaryOf(metrics: readonly ShownMetric[]): MetricsSummary {
  const find = (name: string) => metrics.find((metric) => metric.name === name);
  const requests = find(SERVICE_METRICS.httpRequestDuration.name);
  const isError = ({ http_response_status_code: status }: Labels) => Number(status) >= 500;
  const hasError = ({ error_type: error }: Labels) => error !== '';
  const withErrors = (name: string) => {
    const metric = find(name);
    return { ...durationsOf(metric), errorCount: countOf(metric, hasError) };
  };
  const total = durationsOf(requests);
  const errorCount = countOf(requests, isError);
  const hits = sumOf(find(SERVICE_METRICS.cacheHits.name));
  const misses = sumOf(find(SERVICE_METRICS.cacheMisses.name));
  const memory = process.memoryUsage();
  return {
    uptimeSeconds: Math.round(process.uptime()),
    requests: {
      ...total,
      errorCount,
      errorRatio: ratio(errorCount, total.count),
      inFlight: sumOf(find(SERVICE_METRICS.httpActiveRequests.name)),
      routes: labelValues(requests, 'http_route')
        .map((route) => {
          const ofRoute = (labels: Labels) => labels.http_route === route;
          return {
            route,
            ...durationsOf(requests, ofRoute),
            errorCount: countOf(requests, (labels) => ofRoute(labels) && isError(labels)),
          };
        })
        .sort((one, other) => other.count - one.count)
        .slice(0, MOST_ROUTES),
    },
    database: withErrors(SERVICE_METRICS.databaseOperationDuration.name),
    outbound: withErrors(SERVICE_METRICS.outboundRequestDuration.name),
    cache: { hits, misses, hitRatio: ratio(hits, hits + misses) },
    activeUsers: sumOf(find(SERVICE_METRICS.activeUsers.name)),
    webVitals: webVitalsOf(find(WEB_VITALS_METRICS.duration.name), find(WEB_VITALS_METRICS.layoutShift.name)),
    system: {
      cpuRatio: onlyValue(find(SYSTEM_METRICS.cpuUtilization.name)),
      memoryRatio: onlyValue(find(SYSTEM_METRICS.memoryUtilization.name)),
      diskRatio: onlyValue(find(SYSTEM_METRICS.diskUtilization.name)),
    },
    process: { residentBytes: memory.rss, heapUsedBytes: memory.heapUsed },
  };
}

function webVitalsOf(
  durations: ShownMetric | undefined,
  shifts: ShownMetric | undefined,
): MetricsSummary['webVitals'] {
  const of = (metric: ShownMetric | undefined, name: string) => {
    const buckets = bucketsOf(metric, (labels) => labels.metric === undefined || labels.metric === name);
    return { count: buckets.cumulative.at(-1) ?? 0, p75: quantileOf(0.75, buckets) };
  };
  const names = labelValues(durations, 'metric');
  const shown = names.map((name) => [name, of(durations, name)] as const);
  const shift = of(shifts, 'CLS');
  return Object.fromEntries(shift.count > 0 ? [...shown, ['CLS', shift]] : shown);
}

interface Buckets {
  readonly bounds: readonly number[];
  readonly cumulative: readonly number[];
}

function durationsOf(metric: ShownMetric | undefined, wanted: (labels: Labels) => boolean = all): Durations {
  const buckets = bucketsOf(metric, wanted);
  return {
    count: buckets.cumulative.at(-1) ?? 0,
    p50Seconds: quantileOf(0.5, buckets),
    p95Seconds: quantileOf(0.95, buckets),
    p99Seconds: quantileOf(0.99, buckets),
  };
}

const all = () => true;

function quantileOf(quantile: number, { bounds, cumulative }: Buckets): number | null {
  return histogramQuantile(quantile, bounds, cumulative);
}

/** Adds up the buckets of all series that are wanted. */
function bucketsOf(metric: ShownMetric | undefined, wanted: (labels: Labels) => boolean): Buckets {
  const counts = new Map<number, number>();
  for (const { metricName, labels, sharedLabels, value } of metric?.values ?? []) {
    if (!metricName?.endsWith('_bucket') || !wanted(sharedLabels ?? {})) continue;
    const bound = labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels.le);
    counts.set(bound, (counts.get(bound) ?? 0) + value);
  }
  const sorted = [...counts].sort(([one], [other]) => one - other);
  return {
    bounds: sorted.map(([bound]) => bound).filter(Number.isFinite),
    cumulative: sorted.map(([, count]) => count),
  };
}

function countOf(metric: ShownMetric | undefined, wanted: (labels: Labels) => boolean): number {
  return (metric?.values ?? [])
    .filter(({ metricName, sharedLabels }) => metricName?.endsWith('_count') && wanted(sharedLabels ?? {}))
    .reduce((sum, { value }) => sum + value, 0);
}

function sumOf(metric: ShownMetric | undefined): number {
  return (metric?.values ?? []).reduce((sum, { value }) => sum + value, 0);
}

function onlyValue(metric: ShownMetric | undefined): number | null {
  return metric?.values[0]?.value ?? null;
}

function labelValues(metric: ShownMetric | undefined, name: string): string[] {
  return [...new Set((metric?.values ?? []).flatMap(({ sharedLabels }) => sharedLabels?.[name] ?? []))];
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
