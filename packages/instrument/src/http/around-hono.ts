import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Around } from './around-requests.js';

interface HonoRoute {
  readonly path: string;
  /** ALL for middleware, and for what `app.all` adds. */
  readonly method: string;
}

export interface HonoContext {
  readonly req: { readonly method: string; readonly matchedRoutes: readonly HonoRoute[] };
  readonly res: { readonly status: number };
  /** What @hono/node-server hands on of node:http. */
  readonly env?: { readonly incoming?: IncomingMessage; readonly outgoing?: ServerResponse } | undefined;
}

export type WithoutNode = (context: HonoContext, next: () => Promise<void>) => Promise<void>;

interface HonoApp {
  readonly routes: readonly unknown[];
  use(path: string, middleware: (context: HonoContext, next: () => Promise<void>) => unknown): void;
}

export function isHono(server: object): server is HonoApp {
  const { routes, fetch, use } = server as Partial<HonoApp> & { readonly fetch?: unknown };
  return Array.isArray(routes) && typeof fetch === 'function' && typeof use === 'function';
}

/** @throws {TypeError} when the app has routes already: Hono would not ask what comes after them */
export function aroundHono(app: HonoApp, around: Around, withoutNode: WithoutNode | null): void {
  if (app.routes.some((route) => !ours.has((route as { readonly handler: object }).handler))) {
    throw new TypeError('expected a Hono app without routes yet: instrument it before the first one');
  }
  const middleware = async (context: HonoContext, next: () => Promise<void>) => {
    const { incoming: request, outgoing: response } = context.env ?? {};
    if (request === undefined || response === undefined) return (withoutNode ?? handOn)(context, next);
    let isTakenOver = false;
    const takeOver = () => {
      isTakenOver = true;
    };
    await around({ request, response, routeOf: () => honoRoute(context), takeOver }, next);
    return isTakenOver ? alreadySent() : undefined;
  };
  ours.add(middleware);
  app.use('*', middleware);
}

/**
 * How @hono/node-server knows that there is nothing to send. It looks at the headers of Node's own responses only,
 * which a copy is, while it puts a class of its own in the place of `Response`.
 */
function alreadySent(): Response {
  return new Response(null, { headers: { 'x-hono-already-sent': 'true' } }).clone();
}

const ours = new WeakSet<object>();
const handOn: WithoutNode = (_context, next) => next();

/** Returns the pattern of the last route that matches: those before it are middleware. */
export function honoRoute({ req }: HonoContext): string | undefined {
  const own = req.matchedRoutes.filter(({ path, method }) => method !== 'ALL' || !path.endsWith('*'));
  return own.at(-1)?.path;
}
