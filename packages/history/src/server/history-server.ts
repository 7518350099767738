import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { hostInUrl, type PublicAddress, pathBelow, type Tls } from '@perf-suite/command-line';
import { isAllowedHost, limitConnections, listen, socketDestroyer } from '@perf-suite/command-line/server';
import { PerfError } from '@perf-suite/schema';
import type { HistoryStore } from '../store/history-store.js';
import { ANSWERS, type Answer } from './answers.js';
import type { Authorizer } from './authorization.js';
import { RateLimit } from './rate-limit.js';
import { Refused } from './refused.js';
import { routeOf } from './routes.js';

/** Answers what the API does not, such as the pages of a site; false where it has nothing there. */
export type OtherPages = (path: string, response: ServerResponse) => Promise<boolean>;

export interface HistoryServerOptions {
  readonly store: HistoryStore;
  readonly host: string;
  readonly port: number;
  readonly tls: Tls | null;
  readonly allowedHosts: readonly string[] | null;
  readonly publicAddress: PublicAddress | null;
  readonly authorize: Authorizer;
  /** Requests a minute and client. */
  readonly rateLimit: number;
  readonly mostBodyBytes: number;
  /** openapi.json, as it is sent. */
  readonly openApi: Buffer;
  readonly otherPages: OtherPages | null;
  /** Told what the store could not do. */
  readonly warn: (message: string) => void;
  readonly nowMs: () => number;
}

export interface HistoryServer {
  readonly url: string;
  /** Takes no new request, lets those under way end for some seconds, and frees the port. */
  close(): Promise<void>;
}

const CLOSE_MS = 5_000;
/** Wrong tokens a minute and address. */
const GUESSES_A_MINUTE = 20;
const LIMITS = {
  requestTimeout: 60_000,
  headersTimeout: 10_000,
  keepAliveTimeout: 60_000,
  maxHeaderSize: 16_384,
};

interface Limits {
  readonly requests: RateLimit;
  readonly guesses: RateLimit;
}

/** Starts the server. @throws {PerfError} see `listen` */
export async function startHistoryServer(options: HistoryServerOptions): Promise<HistoryServer> {
  const { host, tls, publicAddress, nowMs } = options;
  let port = options.port;
  const limits = {
    requests: new RateLimit(options.rateLimit, nowMs),
    guesses: new RateLimit(GUESSES_A_MINUTE, nowMs),
  };
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    const onAdmitted = () => connections.trust(request.socket);
    answer(request, response, { ...options, port, limits, onAdmitted }).catch((error) =>
      refuse(response, error, options),
    );
  };
  const server: Server = tls
    ? createTlsServer({ ...LIMITS, ...tls, minVersion: 'TLSv1.2', handshakeTimeout: 5_000 }, handle)
    : createServer(LIMITS, handle);
  const connections = limitConnections(server, { strangers: 256, trusted: 1_024 });
  const destroySockets = socketDestroyer(server);
  port = await listen(server, { host, port, orNextFree: false });
  const origin = `${tls ? 'https' : 'http'}://${hostInUrl(host)}:${port}`;
  return {
    url: publicAddress === null ? origin : publicAddress.origin + publicAddress.basePath,
    close: () =>
      new Promise((resolve) => {
        const force = setTimeout(destroySockets, CLOSE_MS);
        server.close(() => {
          clearTimeout(force);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

type Serving = HistoryServerOptions & { readonly limits: Limits; readonly onAdmitted: () => void };

async function answer(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Cache-Control', 'no-store');
  const { path, query } = targetOf(request, serving);
  if (path === '/healthz') {
    response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end('ok\n');
    return;
  }
  const host = request.headers.host?.toLowerCase() ?? '';
  if (!isAllowedHost(host, serving)) {
    throw new Refused(421, 'this Host is not served here: allow it with --allowed-host or --public-url');
  }
  const { route, id, methods } = routeOf(request.method ?? '', path);
  if (route === null && methods.length > 0) {
    throw new Refused(405, `only ${methods.join(', ')}`, { headers: { Allow: methods.join(', ') } });
  }
  await admit(request, route?.access ?? 'read', serving);
  if (route !== null) {
    const { store, mostBodyBytes } = serving;
    const question = { store, request, query, id: decoded(id), mostBodyBytes };
    await send(request, response, await ANSWERS[route.name](question));
    return;
  }
  if (path === '/openapi.json') {
    await send(request, response, { status: 200, body: serving.openApi });
    return;
  }
  if (request.method === 'GET' && (await serving.otherPages?.(path, response))) return;
  throw new Refused(404, 'nothing is here: /openapi.json says what is where');
}

/** Counts the request and checks its token. @throws {Refused} */
async function admit(request: IncomingMessage, access: 'read' | 'write', serving: Serving): Promise<void> {
  const address = request.socket.remoteAddress ?? '';
  const { authorize, limits, onAdmitted } = serving;
  const found = await authorize(request, access);
  if (!found.allowed) {
    refuseSoon(limits.guesses.take(address));
    if (found.reason === 'not-allowed') throw new Refused(403, `this token may not ${access}`);
    const isGiven = request.headers.authorization !== undefined;
    throw new Refused(401, isGiven ? 'this token is not valid here' : 'a Bearer token is needed', {
      headers: { 'WWW-Authenticate': 'Bearer' },
    });
  }
  refuseSoon(limits.requests.take(found.client ?? address));
  onAdmitted();
}

function refuseSoon(seconds: number): void {
  if (seconds === 0) return;
  throw new Refused(429, 'too many requests', { headers: { 'Retry-After': String(seconds) } });
}

/** Returns path and query of a request, as if no base was before it. @throws {Refused} when there is no path */
function targetOf(
  request: IncomingMessage,
  { publicAddress }: HistoryServerOptions,
): { path: string; query: URLSearchParams } {
  // A proxy may ask with the whole address (RFC 9112, 3.2.2).
  const target = (request.url ?? '/').replace(/^https?:\/\/[^/?#]*(?=\/)/i, '');
  const [, whole = '', , query = ''] = /^([^?#]*)(\?([^#]*))?/.exec(target) ?? [];
  const path = publicAddress === null ? whole : pathBelow(publicAddress, whole);
  if (path === null || !path.startsWith('/')) throw new Refused(404, 'nothing is at this path');
  return { path, query: new URLSearchParams(query) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Refused(400, 'the path is not percent-encoded text');
  }
}

const gzipAsync = promisify(gzip);

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, body }: Answer,
): Promise<void> {
  const bytes = body instanceof Uint8Array ? body : Buffer.from(`${JSON.stringify(body)}\n`);
  response.setHeader('Content-Type', 'application/json');
  response.setHeader('Vary', 'Accept-Encoding');
  const isPacked =
    bytes.length > 1_000 &&
    /\bgzip\b(?!\s*;\s*q=0(\.0*)?\b)/i.test(String(request.headers['accept-encoding'] ?? ''));
  const sent = isPacked ? await gzipAsync(bytes) : bytes;
  if (isPacked) response.setHeader('Content-Encoding', 'gzip');
  response.writeHead(status, { 'Content-Length': sent.length });
  response.end(request.method === 'HEAD' ? undefined : sent);
}

/** Answers with what is wrong (RFC 9457); what only the server's owner should know goes to its log. */
function refuse(response: ServerResponse, error: unknown, { warn }: HistoryServerOptions): void {
  const refused = error instanceof Refused ? error : refusedByStore(error, warn);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, message, hint, headers } = refused;
  // A body that nobody reads would keep the connection from the next request.
  for (const [name, value] of Object.entries({ Connection: 'close', ...headers }))
    response.setHeader(name, value);
  const problem = {
    type: 'about:blank',
    title: titleOf(status),
    status,
    detail: message,
    ...(hint !== undefined && { hint }),
  };
  response
    .writeHead(status, { 'Content-Type': 'application/problem+json' })
    .end(`${JSON.stringify(problem)}\n`);
}

function refusedByStore(error: unknown, warn: (message: string) => void): Refused {
  if (error instanceof PerfError) {
    warn(error.message);
    return new Refused(503, 'the history cannot be used now', { headers: { 'Retry-After': '5' } });
  }
  warn(`internal error: ${error instanceof Error ? error.stack : String(error)}`);
  return new Refused(500, 'internal error');
}

function titleOf(status: number): string {
  const titles: Readonly<Record<number, string>> = {
    400: 'Bad Request',
    401: 'Unauthorized',
    403: 'Forbidden',
    404: 'Not Found',
    405: 'Method Not Allowed',
    413: 'Content Too Large',
    415: 'Unsupported Media Type',
    421: 'Misdirected Request',
    429: 'Too Many Requests',
    503: 'Service Unavailable',
  };
  return titles[status] ?? 'Internal Server Error';
}
