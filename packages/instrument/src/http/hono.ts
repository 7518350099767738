import type { MetricStore } from '../store/metric-store.js';
import {
  beginRequest,
  type ObservedRequest,
  type ObservedResponse,
  observeExchange,
  UNMATCHED,
} from './exchange.js';

interface HonoRoute {
  readonly path: string;
  /** ALL for middleware, and for what `app.all` adds. */
  readonly method: string;
}

interface HonoContext {
  readonly req: { readonly method: string; readonly matchedRoutes: readonly HonoRoute[] };
  readonly res: { readonly status: number };
  /** What @hono/node-server hands on of node:http. */
  readonly env?: { readonly incoming?: ObservedRequest; readonly outgoing?: ObservedResponse } | undefined;
}

interface HonoApp {
  readonly routes: readonly unknown[];
  use(path: string, middleware: (context: HonoContext, next: () => Promise<void>) => Promise<void>): void;
}

export function isHono(server: object): server is HonoApp {
  const { routes, fetch, use } = server as Partial<HonoApp> & { readonly fetch?: unknown };
  return Array.isArray(routes) && typeof fetch === 'function' && typeof use === 'function';
}

/** @throws {TypeError} when the app has routes already: Hono would not ask what comes after them */
export function observeHono(store: MetricStore, app: HonoApp): void {
  if (app.routes.length > 0) {
    throw new TypeError(
      'instrument: expected a Hono app without routes yet: instrument it before the first one',
    );
  }
  app.use('*', async (context, next) => {
    const { incoming, outgoing } = context.env ?? {};
    if (incoming !== undefined && outgoing !== undefined) {
      observeExchange(store, incoming, outgoing, () => honoRoute(context));
      await next();
      return;
    }
    const end = beginRequest(store, context.req.method);
    try {
      await next();
    } finally {
      end(honoRoute(context) ?? UNMATCHED, String(context.res.status));
    }
  });
}

/** Returns the pattern of the last route that matches: those before it are middleware. */
function honoRoute({ req }: HonoContext): string | undefined {
  const own = req.matchedRoutes.filter(({ path, method }) => method !== 'ALL' || !path.endsWith('*'));
  return own.at(-1)?.path;
}
