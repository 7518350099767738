import { SERVICE_METRICS } from '../catalogue/service-metrics.js';
import { currentTrace, traceOf } from '../http/current-trace.js';
import { knownMethod } from '../http/known-method.js';
import type { MetricStore } from '../store/metric-store.js';
import { closeSpan, inSpan, type OpenSpan, openSpan } from '../tracing/open-span.js';
import type { Job, Operation, OutboundCall, Tracked } from './targets.js';
import { errorType, type OnEnd, timed } from './timed.js';

/** Calls a function and counts how long it took, and whether it failed; in a span while tracing is on. */
export function recordTracked<T>(store: MetricStore, tracked: Tracked, call: () => T): T {
  if ('operation' in tracked) return recordOperation(store, tracked, call);
  if ('job' in tracked) return recordJob(store, tracked, call);
  if ('target' in tracked) return recordCall(store, tracked, call);
  const name = tracked.function;
  const open = openSpan({ name });
  return timedInSpan(open, call, (seconds, error) => {
    const values = [name, errorType(error)] as const;
    store.observe(SERVICE_METRICS.functionDuration, values, seconds, exemplarOf(open));
    countError(store, 'function', error);
  });
}

export function recordOperation<T>(store: MetricStore, operation: Operation, call: () => T): T {
  const { open, end } = beginOperation(store, operation);
  return timed(() => inSpan(open, call), end);
}

/** Begins a database operation whose end is known elsewhere than where it is called. */
export function beginOperation(
  store: MetricStore,
  { operation, table, system = 'other' }: Operation,
): { readonly open: OpenSpan | null; readonly end: OnEnd } {
  const open = openSpan({
    name: table === '' ? operation : `${operation} ${table}`,
    kind: 'client',
    attributes: {
      'db.system.name': system,
      'db.operation.name': operation,
      ...(table !== '' && { 'db.collection.name': table }),
    },
  });
  const end: OnEnd = (seconds, error) => {
    const values = [system, operation, table, errorType(error)] as const;
    store.observe(SERVICE_METRICS.databaseOperationDuration, values, seconds, exemplarOf(open));
    countError(store, 'database', error);
    closeSpan(open, error);
  };
  return { open, end };
}

function recordCall<T>(store: MetricStore, { target, method }: OutboundCall, call: () => T): T {
  const known = method === undefined ? '' : knownMethod(method);
  const open = openSpan({
    name: known === '' ? target : `${known} ${target}`,
    kind: 'client',
    attributes: { 'server.address': target },
  });
  return timedInSpan(open, call, (seconds, error) => {
    const values = [known, target, '', errorType(error)] as const;
    store.observe(SERVICE_METRICS.outboundRequestDuration, values, seconds, exemplarOf(open));
    countError(store, 'outbound', error);
  });
}

function recordJob<T>(store: MetricStore, { job }: Job, call: () => T): T {
  store.change(SERVICE_METRICS.jobsActive, [job], 1);
  const open = openSpan({ name: job, attributes: { job } });
  return timedInSpan(open, call, (seconds, error) => {
    store.change(SERVICE_METRICS.jobsActive, [job], -1);
    const outcome = error === null ? 'success' : 'failure';
    store.observe(SERVICE_METRICS.jobDuration, [job, outcome], seconds, exemplarOf(open));
    if (error === null) store.set(SERVICE_METRICS.jobLastSuccess, [job], Date.now() / 1_000);
    countError(store, 'job', error);
  });
}

function timedInSpan<T>(open: OpenSpan | null, call: () => T, onEnd: OnEnd): T {
  return timed(
    () => inSpan(open, call),
    (seconds, error) => {
      onEnd(seconds, error);
      closeSpan(open, error);
    },
  );
}

export function exemplarOf(open: OpenSpan | null) {
  return open === null ? currentTrace() : traceOf(open.span);
}

export function countError(store: MetricStore, kind: string, error: unknown): void {
  if (error !== null) store.add(SERVICE_METRICS.errors, [kind]);
}
