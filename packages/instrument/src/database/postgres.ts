import { SERVICE_METRICS } from '../catalogue/service-metrics.js';
import { expectMethods } from '../expected-found.js';
import type { MetricStore } from '../store/metric-store.js';
import { inSpan } from '../tracing/open-span.js';
import { beginOperation } from '../track/record-tracked.js';
import { timed } from '../track/timed.js';
import type { StatementKinds } from './statement-kind.js';

type Query = (...args: unknown[]) => unknown;

/** A client of `pg`. */
export interface PostgresClient {
  query: Query;
}

/** A pool of `pg`. */
export interface PostgresPool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  on(event: 'acquire', listener: (client: never) => void): unknown;
}

const observed = new WeakSet<object>();

/**
 * Measures the queries of a pool's clients, and shows its connections. Also those that the pool has already; queries
 * with an object that runs by itself (cursors, streams) are not measured.
 * @throws {TypeError} when it is none
 */
export function observePool(
  store: MetricStore,
  {
    pool,
    name,
    kinds,
  }: { readonly pool: PostgresPool; readonly name: string; readonly kinds: StatementKinds },
): () => void {
  expectMethods('observePostgres', pool, { what: 'a pool of pg', methods: ['on'] });
  pool.on('acquire', (client: PostgresClient) => observeClient(store, client, kinds));
  return () => {
    store.set(SERVICE_METRICS.databaseConnections, [name, 'idle'], pool.idleCount);
    store.set(SERVICE_METRICS.databaseConnections, [name, 'used'], pool.totalCount - pool.idleCount);
    store.set(SERVICE_METRICS.databasePendingRequests, [name], pool.waitingCount);
  };
}

/** Measures the queries of one client, in each of the forms that `pg` takes. @throws {TypeError} when it is none */
export function observeClient(store: MetricStore, client: PostgresClient, kinds: StatementKinds): void {
  expectMethods('observePostgresClient', client, { what: 'a client of pg', methods: ['query'] });
  if (observed.has(client)) return;
  observed.add(client);
  const query = client.query;
  client.query = function observedQuery(this: PostgresClient, ...args) {
    const text = textOf(args[0]);
    if (text === null) return query.apply(this, args);
    const { open, end } = beginOperation(store, { system: 'postgresql', ...kinds.of(text) });
    const callback = args.at(-1);
    if (typeof callback !== 'function') return timed(() => inSpan(open, () => query.apply(this, args)), end);
    const startMs = performance.now();
    const withEnd = (error: unknown, ...results: unknown[]) => {
      end((performance.now() - startMs) / 1_000, error ?? null);
      return callback(error, ...results);
    };
    return inSpan(open, () => query.apply(this, [...args.slice(0, -1), withEnd]));
  };
}

/** Returns a query's text; null of an object that runs by itself. */
function textOf(query: unknown): string | null {
  if (typeof query === 'string') return query;
  if (query === null || typeof query !== 'object' || 'submit' in query) return null;
  const { text } = query as { readonly text?: unknown };
  return typeof text === 'string' ? text : null;
}
