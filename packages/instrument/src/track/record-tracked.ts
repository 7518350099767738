import { SERVICE_METRICS } from '../catalogue/service-metrics.js';
import { currentTrace } from '../http/current-trace.js';
import { knownMethod } from '../http/known-method.js';
import type { MetricStore } from '../store/metric-store.js';
import type { Job, Operation, OutboundCall, Tracked } from './targets.js';
import { errorType, type OnEnd, timed } from './timed.js';

/** Calls a function and counts how long it took, and whether it failed. */
export function recordTracked<T>(store: MetricStore, tracked: Tracked, call: () => T): T {
  if ('operation' in tracked) return timed(call, onOperationEnd(store, tracked));
  if ('job' in tracked) return recordJob(store, tracked, call);
  if ('target' in tracked) return timed(call, onCallEnd(store, tracked));
  return timed(call, (seconds, error) => {
    const exemplar = currentTrace();
    const values = [tracked.function, errorType(error)] as const;
    store.observe(SERVICE_METRICS.functionDuration, values, seconds, exemplar);
    countError(store, 'function', error);
  });
}

export function onOperationEnd(store: MetricStore, { operation, table, system = 'other' }: Operation): OnEnd {
  const exemplar = currentTrace();
  return (seconds, error) => {
    const values = [system, operation, table, errorType(error)] as const;
    store.observe(SERVICE_METRICS.databaseOperationDuration, values, seconds, exemplar);
    countError(store, 'database', error);
  };
}

function onCallEnd(store: MetricStore, { target, method }: OutboundCall): OnEnd {
  const exemplar = currentTrace();
  return (seconds, error) => {
    const values = [method === undefined ? '' : knownMethod(method), target, '', errorType(error)] as const;
    store.observe(SERVICE_METRICS.outboundRequestDuration, values, seconds, exemplar);
    countError(store, 'outbound', error);
  };
}

function recordJob<T>(store: MetricStore, { job }: Job, call: () => T): T {
  store.change(SERVICE_METRICS.jobsActive, [job], 1);
  return timed(call, (seconds, error) => {
    store.change(SERVICE_METRICS.jobsActive, [job], -1);
    const outcome = error === null ? 'success' : 'failure';
    store.observe(SERVICE_METRICS.jobDuration, [job, outcome], seconds, currentTrace());
    if (error === null) store.set(SERVICE_METRICS.jobLastSuccess, [job], Date.now() / 1_000);
    countError(store, 'job', error);
  });
}

export function countError(store: MetricStore, kind: string, error: unknown): void {
  if (error !== null) store.add(SERVICE_METRICS.errors, [kind]);
}
