import type { MetricStore } from '../store/metric-store.js';
import { type ObservedRequest, type ObservedResponse, observeExchange } from './exchange.js';
import { type ExpressRequest, expressRoute } from './express-route.js';
import { isHono, observeHono } from './hono.js';
import { RoutePatterns } from './route-patterns.js';

export interface RouteOptions {
  /**
   * The patterns of a node:http server that routes by itself, such as `/works/:id` or `/files/*`; the first that
   * matches is the label. Frameworks tell their own.
   */
  readonly routes?: readonly string[];
  /** Tells the pattern of a request where neither `routes` nor a framework does. */
  readonly routeOf?: (request: ObservedRequest) => string | undefined;
}

/** What the apps of the frameworks have that tells them apart. */
interface Candidate {
  readonly addHook?: unknown;
  readonly decorateRequest?: unknown;
  readonly middleware?: unknown;
  readonly callback?: unknown;
  handle?: unknown;
  handleRequest?: unknown;
  readonly listen?: unknown;
  readonly on?: unknown;
}

/**
 * Measures all requests of a node:http, node:https or node:http2 server, or of an Express, Fastify, Hono or Koa app.
 * @throws {TypeError} when the server is none of these, or (Fastify, Hono) too far set up
 */
export function observeServer(store: MetricStore, server: object, options: RouteOptions = {}): void {
  const candidate = server as Candidate;
  if (typeof candidate.addHook === 'function' && typeof candidate.decorateRequest === 'function') {
    observeFastify(store, server as FastifyApp);
  } else if (isHono(server)) {
    observeHono(store, server);
  } else if (Array.isArray(candidate.middleware) && typeof candidate.handleRequest === 'function') {
    observeKoa(store, server as KoaApp);
  } else if (typeof server === 'function' && typeof candidate.handle === 'function') {
    observeExpress(store, server as unknown as ExpressApp);
  } else if (typeof candidate.listen === 'function' && typeof candidate.on === 'function') {
    observeNode(store, server as NodeServer, options);
  } else {
    throw new TypeError(
      `instrument: expected a node:http server or an Express, Fastify, Hono or Koa app, found ${describe(server)}`,
    );
  }
}

function describe(server: object | null | undefined): string {
  if (server === null || server === undefined) return String(server);
  return typeof server === 'function'
    ? 'a function'
    : `an object of ${server.constructor?.name ?? 'no class'}`;
}

interface NodeServer {
  prependListener(
    event: 'request',
    listener: (request: ObservedRequest, response: ObservedResponse) => void,
  ): void;
}

function observeNode(store: MetricStore, server: NodeServer, { routes, routeOf }: RouteOptions): void {
  const patterns = new RoutePatterns(routes ?? []);
  server.prependListener('request', (request, response) => {
    // Now: some frameworks change a request's URL on its way.
    const pattern = patterns.match(request.url);
    observeExchange(store, request, response, () => pattern ?? routeOf?.(request));
  });
}

interface ExpressApp {
  handle(request: ObservedRequest & ExpressRequest, response: ObservedResponse, next?: unknown): void;
}

/** Express calls its app's `handle` for each request, so that it does not matter what was added before. */
function observeExpress(store: MetricStore, app: ExpressApp): void {
  const handle = app.handle;
  app.handle = function observed(this: ExpressApp, request, response, next) {
    observeExchange(store, request, response, () => expressRoute(request));
    handle.call(this, request, response, next);
  };
}

interface FastifyRequest {
  readonly raw: ObservedRequest;
  readonly is404: boolean;
  readonly routeOptions: { readonly url?: string | undefined };
}

interface FastifyApp {
  addHook(
    name: 'onRequest',
    hook: (request: FastifyRequest, reply: { readonly raw: ObservedResponse }, done: () => void) => void,
  ): void;
}

function observeFastify(store: MetricStore, app: FastifyApp): void {
  app.addHook('onRequest', (request, reply, done) => {
    observeExchange(store, request.raw, reply.raw, () =>
      request.is404 ? undefined : request.routeOptions.url,
    );
    done();
  });
}

interface KoaContext {
  readonly req: ObservedRequest;
  readonly res: ObservedResponse;
  /** Set by @koa/router. */
  readonly _matchedRoute?: unknown;
}

interface KoaApp {
  handleRequest(context: KoaContext, middleware: unknown): unknown;
}

/** Koa calls its app's `handleRequest` for each request, so that it does not matter what was added before. */
function observeKoa(store: MetricStore, app: KoaApp): void {
  const handleRequest = app.handleRequest;
  app.handleRequest = function observed(this: KoaApp, context, middleware) {
    observeExchange(store, context.req, context.res, () =>
      context._matchedRoute === undefined ? undefined : String(context._matchedRoute),
    );
    return handleRequest.call(this, context, middleware);
  };
}
