import { collectDefaultMetrics, type Registry, type RegistryContentType } from 'prom-client';
import { ActiveUsers } from './business/active-users.js';
import { isOutcome } from './business/is-outcome.js';
import {
  type GaugeReadings,
  type OwnCounter,
  type OwnGauge,
  type OwnHistogram,
  type OwnHistogramOptions,
  type OwnMetricOptions,
  ownCounter,
  ownGauge,
  ownHistogram,
} from './business/own-metrics.js';
import type { CounterDefinition } from './catalogue/metric-definition.js';
import { SERVICE_METRICS } from './catalogue/service-metrics.js';
import { observeClient, observePool, type PostgresClient, type PostgresPool } from './database/postgres.js';
import { observeSqlite, type SqliteDatabase } from './database/sqlite.js';
import { StatementKinds } from './database/statement-kind.js';
import { Exposition } from './exposition/exposition.js';
import { CONTENT_TYPES, negotiateFormat } from './exposition/exposition-format.js';
import type { ShownMetric } from './exposition/shown-metric.js';
import { observeServer, ROUTE_OPTIONS, type RouteOptions } from './http/observe-server.js';
import { expectKnownOptions } from './known-options.js';
import { expectMetricsOptions, METRICS_OPTIONS, type MetricsOptions } from './metrics-options.js';
import { observeOutbound } from './outbound/observe-outbound.js';
import { isLabel } from './store/label-text.js';
import { MetricStore, type ValuesOf } from './store/metric-store.js';
import { readSystem } from './system/system-metrics.js';
import { has, isTracked, wrongArguments } from './track/expect-call.js';
import { recordTracked } from './track/record-tracked.js';
import type { Operation, OutboundCall, Tracked } from './track/targets.js';
import { type MethodDecorator, trackDecorator } from './track/track.js';

const FIVE_MINUTES_MS = 300_000;
const MOST_CACHES = 1_000;

/**
 * The metrics of one service. Nothing that counts or measures here throws for a value: what cannot be counted is not,
 * and costs one warning (`MetricsWarning`). Where there is no function to call, a TypeError says so.
 */
export class ServiceMetrics {
  /** Where all values are kept; of this package alone. @internal */
  readonly store: MetricStore;
  readonly #exposition: Exposition;
  readonly #users: ActiveUsers;
  readonly #kinds = new StatementKinds();
  /** Names that were counted before. */
  readonly #caches = new Set<string>();
  readonly #readPools: (() => void)[] = [];

  /** @throws {TypeError} for an unknown option, and for a value that an option cannot have */
  constructor(options: MetricsOptions = {}) {
    expectMetricsOptions(options);
    const nowMs = () => performance.now();
    this.store = new MetricStore(options);
    this.#users = new ActiveUsers({ windowMs: options.activeUserWindowMs ?? FIVE_MINUTES_MS, nowMs });
    this.#exposition = new Exposition(this.store.registry, {
      plainNames: options.plainNames ?? false,
      nowMs,
    });
    for (const definition of Object.values(SERVICE_METRICS)) this.store.declare(definition);
    this.store.read(SERVICE_METRICS.activeUsers, () => {
      this.store.set(SERVICE_METRICS.activeUsers, [], this.#users.count());
    });
    this.store.read(SERVICE_METRICS.databaseConnections, () => {
      for (const read of this.#readPools) read();
    });
    // Born at 0: `increase()` does not see what a counter is born with.
    for (const kind of ['http', 'database', 'outbound', 'job', 'function']) {
      this.store.add(SERVICE_METRICS.errors, [kind], 0);
    }
    if (options.processMetrics ?? true) collectDefaultMetrics({ register: this.registry as Registry });
    if (options.systemMetrics ?? true) readSystem(this.store, { disk: options.disk ?? '/', nowMs });
  }

  /** prom-client's registry, for metrics that you make with prom-client itself. */
  get registry(): Registry<RegistryContentType> {
    return this.store.registry;
  }

  /** Measures all requests of a server or app; see `instrument`. */
  instrument(server: object, options?: RouteOptions): void {
    observeServer(this.store, server, options);
  }

  /**
   * Calls a database operation and measures it: `await metrics.trackOperation({ operation: 'select', table: 'works' },
   * () => db.query(...))`. Returns what the function returns, and throws what it throws.
   */
  trackOperation<T>(operation: Operation, call: () => T): T {
    if (typeof call !== 'function' || !has(operation, 'operation')) {
      throw wrongArguments('trackOperation', [operation, call]);
    }
    const isCounted =
      isLabel('trackOperation: operation', operation.operation) &&
      isLabel('trackOperation: table', operation.table);
    return isCounted ? recordTracked(this.store, operation, call) : call();
  }

  /**
   * Measures all queries of a pool of `pg`, by operation and table, and shows its connections. Cursors and streams
   * are not measured.
   * @param options the pool's name among others; `default` unless given
   */
  observePostgres(pool: PostgresPool, { name = 'default' }: { readonly name?: string } = {}): void {
    this.#readPools.push(observePool(this.store, { pool, name, kinds: this.#kinds }));
  }

  /** Measures all queries of a single client of `pg`. */
  observePostgresClient(client: PostgresClient): void {
    observeClient(this.store, client, this.#kinds);
  }

  /** Measures all statements that a database of better-sqlite3, libsql or node:sqlite prepares from now on. */
  observeSqlite(database: SqliteDatabase): void {
    observeSqlite(this.store, database, this.#kinds);
  }

  /**
   * Measures all requests that undici and `fetch` send from this process, by host, method and status.
   * @returns stops it
   */
  observeOutbound(): () => void {
    return observeOutbound(this.store);
  }

  /** Calls another service and measures it; for clients that `observeOutbound` does not see. */
  trackCall<T>(target: OutboundCall, call: () => T): T {
    if (typeof call !== 'function' || !has(target, 'target')) {
      throw wrongArguments('trackCall', [target, call]);
    }
    return isLabel('trackCall: target', target.target) ? recordTracked(this.store, target, call) : call();
  }

  /** Runs a job and measures it: runs, failures, duration, when it last succeeded. */
  trackJob<T>(job: string, run: () => T): T {
    if (typeof run !== 'function') throw wrongArguments('trackJob', [job, run]);
    return isLabel('trackJob: the name', job) ? recordTracked(this.store, { job }, run) : run();
  }

  /** Returns a function like this one that measures each of its calls. @throws {TypeError} for other arguments */
  tracked<This, Args extends unknown[], Result>(
    tracked: Tracked,
    call: (this: This, ...args: Args) => Result,
  ): (this: This, ...args: Args) => Result {
    if (typeof call !== 'function' || !isTracked(tracked)) throw wrongArguments('tracked', [tracked, call]);
    const store = this.store;
    return function trackedFunction(this: This, ...args: Args): Result {
      return recordTracked(store, tracked, () => call.apply(this, args));
    };
  }

  /**
   * A decorator that measures each call of a method: `@metrics.track({ operation: 'insert', table: 'works' })`.
   * Without an argument, its time goes to `function_duration_seconds` under the method's name.
   */
  track(tracked?: Tracked): MethodDecorator {
    return trackDecorator(this.store, tracked);
  }

  cacheHit(cache: string): void {
    if (!isLabel('cacheHit', cache)) return;
    this.#bearCache(cache);
    this.store.add(SERVICE_METRICS.cacheHits, [cache]);
  }

  cacheMiss(cache: string): void {
    if (!isLabel('cacheMiss', cache)) return;
    this.#bearCache(cache);
    this.store.add(SERVICE_METRICS.cacheMisses, [cache]);
  }

  /** @param channel such as `email` or `slack` */
  notification(channel: string, outcome: { readonly ok: boolean }): void {
    if (isLabel('notification', channel) && isOutcome('notification', outcome)) {
      this.#countOutcome(SERVICE_METRICS.notifications, channel, outcome.ok);
    }
  }

  /** @param method such as `password`, `token` or `oauth` */
  authAttempt(method: string, outcome: { readonly ok: boolean }): void {
    if (isLabel('authAttempt', method) && isOutcome('authAttempt', outcome)) {
      this.#countOutcome(SERVICE_METRICS.authAttempts, method, outcome.ok);
    }
  }

  /** @param limit the limit's name, never the client's address */
  rateLimitHit(limit: string): void {
    if (isLabel('rateLimitHit', limit)) this.store.add(SERVICE_METRICS.rateLimitHits, [limit]);
  }

  /** @param kind a word of a few: `validation`, `payment`; never the message */
  error(kind: string): void {
    if (isLabel('error', kind)) this.store.add(SERVICE_METRICS.errors, [kind]);
  }

  /** Says that a user does something now. The id stays in memory, and only until the user is no longer active. */
  userActive(id: string): void {
    if (isLabel('userActive', id)) this.#users.seen(String(id));
  }

  /**
   * Returns a counter of your own: `metrics.counter({ name: 'works_published_total', help: 'Works published.' })`.
   * @throws {TypeError} when the name is taken or is none, or an option is not as it should be
   */
  counter<L extends string = never>(options: OwnMetricOptions<L>): OwnCounter<L> {
    return ownCounter(this.store, options);
  }

  /**
   * Returns a gauge of your own.
   * @param read asked at each scrape instead of `set`; where it fails or takes over 3 s, the last value stays
   * @throws {TypeError} when the name is taken or is none, or an option is not as it should be
   */
  gauge<L extends string = never>(
    options: OwnMetricOptions<L>,
    read?: () => GaugeReadings<L> | Promise<GaugeReadings<L>>,
  ): OwnGauge<L> {
    return ownGauge(this.store, options, read);
  }

  /**
   * Returns a histogram of your own. Its `bounds` are the upper ends of its buckets, in the unit of its name.
   * @throws {TypeError} when the name is taken or is none, or an option is not as it should be
   */
  histogram<L extends string = never>(options: OwnHistogramOptions<L>): OwnHistogram<L> {
    return ownHistogram(this.store, options);
  }

  /**
   * Returns what a scrape gets.
   * @param accept the request's Accept header, which chooses between the text format and OpenMetrics
   */
  async scrape(accept?: string): Promise<{ readonly contentType: string; readonly body: string }> {
    const format = negotiateFormat(accept);
    return { contentType: CONTENT_TYPES[format], body: await this.#exposition.text(format) };
  }

  /** Returns all metrics with their values, as a scrape shows them. @internal */
  values(): Promise<readonly ShownMetric[]> {
    return this.#exposition.metrics();
  }

  /** Hits and misses are both there from the first look-up on, so that a hit rate has a beginning. */
  #bearCache(cache: string): void {
    if (this.#caches.has(cache)) return;
    if (this.#caches.size < MOST_CACHES) this.#caches.add(cache);
    this.store.add(SERVICE_METRICS.cacheHits, [cache], 0);
    this.store.add(SERVICE_METRICS.cacheMisses, [cache], 0);
  }

  /** Both outcomes are there from the first on, so that a share of failures has a beginning. */
  #countOutcome<const L extends readonly [string, string]>(
    definition: CounterDefinition<L>,
    value: string,
    ok: boolean,
  ): void {
    const outcome = (name: string) => [value, name] as unknown as ValuesOf<L>;
    this.store.add(definition, outcome('success'), ok ? 1 : 0);
    this.store.add(definition, outcome('failure'), ok ? 0 : 1);
  }
}

/**
 * Measures all requests of a node:http server or of an Express, Fastify, Hono or Koa app, by method, route and status,
 * and returns the service's metrics.
 * @param options `metrics` where they are there already
 * @throws {TypeError} when the server is none of these, or (Fastify, Hono) too far set up; for an unknown option, and
 *   for a value that an option cannot have
 */
export function instrument(
  server: object,
  options: MetricsOptions & RouteOptions & { readonly metrics?: ServiceMetrics } = {},
): ServiceMetrics {
  expectKnownOptions('instrument', options, { ...METRICS_OPTIONS, ...ROUTE_OPTIONS, metrics: true });
  const { metrics: given, routes, routeOf, ...own } = options;
  const [unused] = Object.keys(own);
  if (given !== undefined && unused !== undefined) {
    throw new TypeError(
      `instrument: expected ${JSON.stringify(unused)} where the metrics are made, found it beside "metrics": new ServiceMetrics({ ${unused}: ... })`,
    );
  }
  const metrics = given ?? new ServiceMetrics(own);
  metrics.instrument(server, { ...(routes && { routes }), ...(routeOf && { routeOf }) });
  return metrics;
}
