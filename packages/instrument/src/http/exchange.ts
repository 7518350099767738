import type { EventEmitter } from 'node:events';
import { SERVICE_METRICS } from '../catalogue/service-metrics.js';
import type { MetricStore } from '../store/metric-store.js';
import { currentTrace } from './current-trace.js';
import { knownMethod } from './known-method.js';

/** What is needed of a request of node:http, and of the one that node:http2 gives for compatibility. */
export interface ObservedRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
}

export interface ObservedResponse extends EventEmitter {
  readonly statusCode: number;
  readonly writableFinished: boolean;
}

/** The label of all requests whose route nothing tells: paths are the choice of whoever asks. */
export const UNMATCHED = 'unmatched';
/** As nginx has it: the connection was closed before the response was complete. */
const CLOSED_EARLY = '499';

interface Exchange {
  routeOf: () => string | undefined;
}

const underway = new WeakMap<object, Exchange>();
const namedRoutes = new WeakMap<object, string>();

/**
 * Says which route a request belongs to, where no router of a framework does. It goes before what a router says.
 * @param request of node:http; in Fastify `request.raw`, in Koa `context.req`
 * @param route a pattern such as `/works/:id`, never the path itself: each becomes a series
 */
export function nameRoute(request: object, route: string): void {
  namedRoutes.set(request, route);
}

/**
 * Measures a request from now to the end of its response. Where an app and the server below it are both instrumented,
 * the request is counted once, and whoever comes later knows the route better.
 */
export function observeExchange(
  store: MetricStore,
  request: ObservedRequest,
  response: ObservedResponse,
  routeOf: () => string | undefined,
): void {
  const known = underway.get(response);
  if (known !== undefined) {
    const { routeOf: outer } = known;
    known.routeOf = () => routeOf() ?? outer();
    return;
  }
  const exchange = { routeOf };
  underway.set(response, exchange);
  const endRequest = beginRequest(store, request.method);
  let isOver = false;
  const end = (status: string) => {
    if (isOver) return;
    isOver = true;
    endRequest(routeLabel(request, exchange.routeOf), status);
  };
  response.once('finish', () => end(String(response.statusCode)));
  response.once('close', () => end(response.writableFinished ? String(response.statusCode) : CLOSED_EARLY));
}

/** Measures a request from now to the call of the function that this returns. */
export function beginRequest(
  store: MetricStore,
  requestMethod: string | undefined,
): (route: string, status: string) => void {
  const startMs = performance.now();
  const method = knownMethod(requestMethod);
  const exemplar = currentTrace();
  store.change(SERVICE_METRICS.httpActiveRequests, [method], 1);
  return (route, status) => {
    const seconds = (performance.now() - startMs) / 1_000;
    store.change(SERVICE_METRICS.httpActiveRequests, [method], -1);
    store.observe(SERVICE_METRICS.httpRequestDuration, [method, route, status], seconds, exemplar);
    if (Number(status) >= 500) store.add(SERVICE_METRICS.errors, ['http']);
  };
}

function routeLabel(request: object, routeOf: () => string | undefined): string {
  try {
    return namedRoutes.get(request) ?? routeOf() ?? UNMATCHED;
  } catch {
    // Something of the framework is not as it was when this was written: the request still counts.
    return UNMATCHED;
  }
}
