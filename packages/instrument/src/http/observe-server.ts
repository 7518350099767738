import type { IncomingMessage } from 'node:http';
import { expectKnownOptions, type OptionNames } from '../known-options.js';
import { CALLBACK, expectKinds } from '../option-kinds.js';
import type { MetricStore } from '../store/metric-store.js';
import { inSpan } from '../tracing/open-span.js';
import { honoRoute } from './around-hono.js';
import { aroundRequests } from './around-requests.js';
import { beginRequest, observeExchange, UNMATCHED } from './exchange.js';
import { RoutePatterns } from './route-patterns.js';

export interface RouteOptions {
  /**
   * The patterns of a node:http server that routes by itself, such as `/works/:id` or `/files/*`; the first that
   * matches is the label. Frameworks tell their own.
   */
  readonly routes?: readonly string[];
  /** Tells the pattern of a request where neither a framework nor `routes` does. */
  readonly routeOf?: (request: IncomingMessage) => string | undefined;
}

export const ROUTE_OPTIONS: OptionNames<RouteOptions> = { routes: true, routeOf: true };

/** Measures all requests of a server or app. @throws {TypeError} see `aroundRequests`; for an unknown option */
export function observeServer(store: MetricStore, server: object, options: RouteOptions = {}): void {
  expectKnownOptions('instrument', options, ROUTE_OPTIONS);
  expectKinds('instrument', options, { routeOf: CALLBACK });
  const patterns = new RoutePatterns('routes', options.routes ?? []);
  aroundRequests(
    server,
    (exchange, proceed) => {
      const { request } = exchange;
      // Read now: frameworks change a request's URL on its way.
      const { url } = request;
      const routeOf = () => exchange.routeOf() ?? patterns.match(url) ?? options.routeOf?.(request);
      return inSpan(observeExchange(store, { ...exchange, routeOf }), proceed);
    },
    async (context, next) => {
      const { open, end } = beginRequest(store, context.req);
      try {
        await inSpan(open, next);
      } finally {
        end(honoRoute(context) ?? UNMATCHED, context.res.status);
      }
    },
  );
}
