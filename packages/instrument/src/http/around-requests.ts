import type { IncomingMessage, ServerResponse } from 'node:http';
import { found } from '../expected-found.js';
import { aroundHono, isHono, type WithoutNode } from './around-hono.js';
import { type ExpressRequest, expressRoute } from './express-route.js';

/** A request of node:http below whatever framework. */
export interface RawExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The pattern of the route, once the framework knows it; undefined where nothing tells it. */
  routeOf(): string | undefined;
  /** Says that the framework must not answer, before something else does. */
  takeOver(): void;
}

/** Gets each request before the framework does, and calls `proceed` to hand it on. */
export type Around = (exchange: RawExchange, proceed: () => unknown) => unknown;

/** What the apps of the frameworks have that tells them apart. */
interface Candidate {
  readonly addHook?: unknown;
  readonly decorateRequest?: unknown;
  readonly middleware?: unknown;
  readonly handle?: unknown;
  readonly handleRequest?: unknown;
  readonly listen?: unknown;
  readonly emit?: unknown;
}

/**
 * Puts a function around all requests of a node:http, node:https or node:http2 server, or of an Express, Fastify,
 * Hono or Koa app.
 * @param withoutNode for requests of Hono that do not come from node:http
 * @throws {TypeError} when the server is none of these, or (Fastify, Hono) too far set up
 */
export function aroundRequests(server: object, around: Around, withoutNode: WithoutNode | null): void {
  const candidate = (server ?? {}) as Candidate;
  if (typeof candidate.addHook === 'function' && typeof candidate.decorateRequest === 'function') {
    aroundFastify(server as FastifyApp, around);
  } else if (isHono(candidate)) {
    aroundHono(candidate, around, withoutNode);
  } else if (Array.isArray(candidate.middleware) && typeof candidate.handleRequest === 'function') {
    aroundKoa(server as KoaApp, around);
  } else if (typeof server === 'function' && typeof candidate.handle === 'function') {
    aroundExpress(server as unknown as ExpressApp, around);
  } else if (typeof candidate.listen === 'function' && typeof candidate.emit === 'function') {
    aroundNode(server as NodeServer, around);
  } else {
    const call = typeof server === 'function' ? ': if it makes an app, call it first, as in express()' : '';
    throw new TypeError(
      `expected a node:http server or an Express, Fastify, Hono or Koa app, found ${found(server)}${call}`,
    );
  }
}

const nothing = () => undefined;

interface NodeServer {
  emit(event: string, ...args: unknown[]): boolean;
}

function aroundNode(server: NodeServer, around: Around): void {
  const emit = server.emit;
  server.emit = function observedEmit(this: NodeServer, event, ...args) {
    if (event !== 'request') return emit.call(this, event, ...args);
    const [request, response] = args as [IncomingMessage, ServerResponse];
    const routeOf = () => routeOfExpress(request);
    around({ request, response, routeOf, takeOver: nothing }, () => emit.call(this, event, ...args));
    return true;
  };
}

/** Express leaves the route on the request of node:http, so that the server below its app knows it too. */
function routeOfExpress(request: IncomingMessage): string | undefined {
  const { app } = request as { readonly app?: unknown };
  return typeof app === 'function' ? expressRoute(request as unknown as ExpressRequest) : undefined;
}

interface ExpressApp {
  handle(request: IncomingMessage, response: ServerResponse, next?: unknown): unknown;
}

/** Express calls its app's `handle` for each request, so that it does not matter what was added before. */
function aroundExpress(app: ExpressApp, around: Around): void {
  const handle = app.handle;
  app.handle = function observedHandle(this: ExpressApp, request, response, next) {
    const routeOf = () => routeOfExpress(request);
    return around({ request, response, routeOf, takeOver: nothing }, () =>
      handle.call(this, request, response, next),
    );
  };
}

interface FastifyRequest {
  readonly raw: IncomingMessage;
  readonly is404: boolean;
  readonly routeOptions: { readonly url?: string | undefined };
}

interface FastifyReply {
  readonly raw: ServerResponse;
  hijack(): void;
}

interface FastifyApp {
  addHook(
    name: 'onRequest',
    hook: (request: FastifyRequest, reply: FastifyReply, done: () => void) => void,
  ): void;
}

function aroundFastify(app: FastifyApp, around: Around): void {
  try {
    app.addHook('onRequest', (request, reply, done) => {
      const routeOf = () => (request.is404 ? undefined : request.routeOptions.url);
      around({ request: request.raw, response: reply.raw, routeOf, takeOver: () => reply.hijack() }, done);
    });
  } catch (cause) {
    throw new TypeError(
      'expected a Fastify app that is not ready yet: call instrument and serveEndpoints before app.listen',
      { cause },
    );
  }
}

interface KoaContext {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** Set by @koa/router. */
  readonly _matchedRoute?: unknown;
}

interface KoaApp {
  handleRequest(context: KoaContext, middleware: unknown): unknown;
}

/** Koa calls its app's `handleRequest` for each request, so that it does not matter what was added before. */
function aroundKoa(app: KoaApp, around: Around): void {
  const handleRequest = app.handleRequest;
  app.handleRequest = function observedRequest(this: KoaApp, context, middleware) {
    const routeOf = () => (context._matchedRoute === undefined ? undefined : String(context._matchedRoute));
    return around({ request: context.req, response: context.res, routeOf, takeOver: nothing }, () =>
      handleRequest.call(this, context, middleware),
    );
  };
}
