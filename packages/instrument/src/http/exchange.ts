import type { IncomingMessage, ServerResponse } from 'node:http';
import { SERVICE_METRICS } from '../catalogue/service-metrics.js';
import { found } from '../expected-found.js';
import type { MetricStore } from '../store/metric-store.js';
import type { OpenSpan } from '../tracing/open-span.js';
import { closeServerSpan, openServerSpan } from '../tracing/server-span.js';
import { warnOnce } from '../warn-once.js';
import { currentTrace, traceOf } from './current-trace.js';
import { knownMethod } from './known-method.js';

/** The label of all requests whose route nothing tells: paths are the choice of whoever asks. */
export const UNMATCHED = 'unmatched';
/** As nginx has it: the connection was closed before the response was complete. */
const CLOSED_EARLY = '499';

interface Observed {
  readonly store: MetricStore;
  routeOf: () => string | undefined;
  readonly leaveOut: () => void;
  /** The observation for other metrics that was there before. */
  readonly earlier: Observed | undefined;
}

/** On the request: a WeakMap would take longer than all the rest. */
const OBSERVED = Symbol('@perf-suite/instrument: observed');
/** Null for requests that do not count. */
const namedRoutes = new WeakMap<object, string | null>();

interface Marked {
  [OBSERVED]?: Observed;
}

/**
 * Says which route a request belongs to, where no router of a framework does. It goes before what a router says.
 * @param request of node:http; in Fastify `request.raw`, in Koa `context.req`, in Hono `context.env.incoming`
 * @param route a pattern such as `/works/:id`, never the path itself: each becomes a series; null leaves the request
 *   out of all metrics
 */
export function nameRoute(request: object, route: string | null): void {
  const isRoute = typeof route === 'string' || route === null;
  if (!isRoute || typeof request !== 'object' || request === null) {
    // Not thrown: this runs in a request.
    warnOnce(
      `nameRoute: expected a request and a pattern such as "/works/:id", or null, found ${found(request)} and ${found(route)}: nothing is named`,
    );
    return;
  }
  namedRoutes.set(request, route);
  if (route === null) for (const observed of observations(request)) observed.leaveOut();
}

/** Yields how a request is observed, once for each service's metrics, the latest first. */
function* observations(request: object): Generator<Observed> {
  for (let one = (request as Marked)[OBSERVED]; one !== undefined; one = one.earlier) yield one;
}

/**
 * Measures a request from now to the end of its response. Where an app and the server below it are both instrumented,
 * metrics that they share count the request once, and whoever comes later knows the route better.
 * @returns its span, while tracing is on
 */
export function observeExchange(
  store: MetricStore,
  {
    request,
    response,
    routeOf,
  }: {
    readonly request: IncomingMessage;
    readonly response: ServerResponse;
    readonly routeOf: () => string | undefined;
  },
): OpenSpan | null {
  const earlier = (request as Marked)[OBSERVED];
  if (earlier !== undefined) {
    let isKnown = false;
    for (const one of observations(request)) {
      const { routeOf: outer } = one;
      one.routeOf = () => routeOf() ?? outer();
      isKnown ||= one.store === store;
    }
    if (isKnown) return null;
  }
  if (namedRoutes.get(request) === null) return null;
  // One span of a request is enough.
  const { open, end } = beginRequest(store, request, { hasSpan: earlier !== undefined });
  let isOver = false;
  const endOnce = (status: number | null, isLeftOut = false) => {
    if (isOver) return;
    isOver = true;
    end(isLeftOut ? null : routeLabel(request, observed.routeOf), status);
  };
  const observed: Observed = {
    store,
    routeOf: earlier === undefined ? routeOf : () => earlier.routeOf(),
    leaveOut: () => endOnce(null, true),
    earlier,
  };
  (request as Marked)[OBSERVED] = observed;
  response.once('finish', () => endOnce(response.statusCode));
  response.once('close', () => endOnce(response.writableFinished ? response.statusCode : null));
  return open;
}

export interface BegunRequest {
  readonly open: OpenSpan | null;
  /**
   * @param route null leaves the request out of the metrics
   * @param status null where the connection was closed before the response was complete
   */
  end(route: string | null, status: number | null): void;
}

/** Measures a request from now until `end` is called. */
export function beginRequest(
  store: MetricStore,
  request: { readonly method?: string | undefined; readonly url?: string | undefined },
  { hasSpan = false }: { readonly hasSpan?: boolean } = {},
): BegunRequest {
  const startMs = performance.now();
  const method = knownMethod(request.method);
  const open = hasSpan ? null : openServerSpan(request, method);
  const exemplar = open === null ? currentTrace() : traceOf(open.span);
  store.change(SERVICE_METRICS.httpActiveRequests, [method], 1);
  const end = (route: string | null, status: number | null) => {
    const seconds = (performance.now() - startMs) / 1_000;
    store.change(SERVICE_METRICS.httpActiveRequests, [method], -1);
    closeServerSpan(open, { method, route, status });
    if (route === null) return;
    const values = [method, route, status === null ? CLOSED_EARLY : String(status)] as const;
    store.observe(SERVICE_METRICS.httpRequestDuration, values, seconds, exemplar);
    if (status !== null && status >= 500) store.add(SERVICE_METRICS.errors, ['http']);
  };
  return { open, end };
}

function routeLabel(request: object, routeOf: () => string | undefined): string {
  const named = namedRoutes.get(request) ?? undefined;
  if (named !== undefined) return named;
  try {
    const route = routeOf();
    return typeof route === 'string' ? route : UNMATCHED;
  } catch {
    // Something of the framework is not as it was when this was written: the request still counts.
    return UNMATCHED;
  }
}
