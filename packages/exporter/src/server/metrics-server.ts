import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { hostInUrl, type PublicAddress, pathBelow, type Tls } from '@perf-suite/command-line';
import { limitConnections, listen } from '@perf-suite/command-line/server';
import { CONTENT_TYPES, type ExpositionFormat } from '../exposition/store-registry.js';
import { acceptsGzip, negotiateFormat } from './content-negotiation.js';
import { serverCloser } from './end-server.js';
import { type Refusal, type RefusalReason, refusalOf } from './request-guard.js';
import { RequestLimit } from './request-limit.js';

/** What is served besides /metrics, to whoever may read that. */
export interface Route {
  readonly path: string;
  readonly methods: readonly string[];
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export interface MetricsServerOptions {
  readonly host: string;
  readonly port: number;
  /** Where the port is taken, the next free one will do. */
  readonly orNextFree: boolean;
  readonly token: string | null;
  readonly allowedHosts: readonly string[] | null;
  readonly tls: Tls | null;
  /** Where others reach it through a proxy; null where nothing stands in between. */
  readonly publicAddress: PublicAddress | null;
  /** Whether there is something true to show: until then a scrape gets 503, not half the values. */
  readonly isReady: () => boolean;
  readonly body: (
    format: ExpositionFormat,
    options: { readonly gzip: boolean },
  ) => Promise<readonly Buffer[]>;
  readonly onScrape: (format: ExpositionFormat, durationMs: number) => void;
  readonly onRefused: (reason: RefusalReason) => void;
  readonly routes: readonly Route[];
  readonly nowMs: () => number;
}

export interface MetricsServer {
  readonly url: string;
  readonly port: number;
  /** Takes no new scrape, lets running ones end within a second, and frees the port. */
  close(): Promise<void>;
}

const CLOSE_MS = 1_000;
const HANDSHAKE_MS = 5_000;
const SILENT_MS = 120_000;
const MAX_STRANGERS = 64;
const MAX_TRUSTED = 64;
const READING = ['GET', 'HEAD'];
/** For what nobody asks often: wrong tokens, and all that is served besides /metrics. */
const LIMIT = { burst: 100, perSecond: 20 };

/** Starts an HTTP (or TLS) server for /metrics, /healthz and /readyz. @throws {PerfError} see `listen` */
export async function startMetricsServer(options: MetricsServerOptions): Promise<MetricsServer> {
  let port = options.port;
  const limit = new RequestLimit({ ...LIMIT, nowMs: options.nowMs });
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    const onAdmitted = () => connections.trust(request.socket);
    answer(request, response, { ...options, port, limit, onAdmitted }).catch(() => response.destroy());
  };
  const limits = {
    requestTimeout: 10_000,
    headersTimeout: 5_000,
    keepAliveTimeout: 90_000,
    maxHeaderSize: 16_384,
  };
  const server: Server = options.tls
    ? createTlsServer(
        { ...limits, ...options.tls, minVersion: 'TLSv1.2', handshakeTimeout: HANDSHAKE_MS },
        handle,
      )
    : createServer(limits, handle);
  const connections = limitConnections(server, { strangers: MAX_STRANGERS, trusted: MAX_TRUSTED });
  const close = serverCloser(server, CLOSE_MS);
  server.on('connection', (socket) => socket.setTimeout(SILENT_MS, () => socket.destroy()));
  port = await listen(server, options);
  const { publicAddress } = options;
  const origin = `${options.tls ? 'https' : 'http'}://${hostInUrl(options.host)}:${port}`;
  const url = `${publicAddress === null ? origin : publicAddress.origin + publicAddress.basePath}/metrics`;
  return { url, port, close };
}

interface AnswerOptions extends MetricsServerOptions {
  readonly limit: RequestLimit;
  readonly onAdmitted: () => void;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: AnswerOptions,
): Promise<void> {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Cache-Control', 'no-store');
  // Node by itself reads what comes with a request to its end, to take the next one.
  if (request.method !== 'GET' && request.method !== 'HEAD') response.setHeader('Connection', 'close');
  const pathname = pathOf(request.url ?? '/', options);
  if (pathname === null) {
    plain(response, 400, 'the request target is not a path\n');
    return;
  }
  // Probes come from the container's own engine, by address and without a token, and learn nothing else.
  const route = options.routes.find(({ path }) => path === pathname);
  const isProbe = pathname === '/healthz' || pathname === '/readyz';
  const refusal = isProbe ? null : refusalWithLimit(request, route ?? null, options);
  if (refusal !== null) options.onRefused(refusal.reason);
  if (refusal?.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  if (refusal?.status === 429) response.setHeader('Retry-After', '1');
  if (refusal === null && (pathname === '/metrics' || route !== undefined)) options.onAdmitted();
  if (refusal !== null) plain(response, refusal.status, `${refusal.message}\n`);
  else if (pathname === '/metrics' && options.isReady()) await answerScrape(request, response, options);
  else if (pathname === '/metrics' || pathname === '/readyz') readiness(response, options);
  else if (pathname === '/healthz') plain(response, 200, 'ok\n');
  else if (route !== undefined) await route.answer(request, response);
  else plain(response, pathname === '/' ? 200 : 404, 'perf-suite: metrics are at /metrics\n');
}

/** Scrapes with the right token have no limit: nobody keeps Prometheus from reading by asking often. */
function refusalWithLimit(
  request: IncomingMessage,
  route: Route | null,
  options: AnswerOptions,
): Refusal | null {
  const refusal = refusalOf(request, { ...options, methods: route?.methods ?? READING });
  const isLimited = refusal?.reason === 'token' || (refusal === null && route !== null);
  if (!isLimited || options.limit.admits(request.socket.remoteAddress ?? '')) return refusal;
  return { status: 429, reason: 'rate-limit', message: 'too many requests: ask less often' };
}

/** Returns the path of a request, as if no base was before it; null when it holds none. */
function pathOf(target: string, { publicAddress }: MetricsServerOptions): string | null {
  // A proxy may ask with the whole address (RFC 9112, 3.2.2).
  const path = target.replace(/^https?:\/\/[^/?#]*(?=\/)/i, '').replace(/[?#].*$/s, '');
  if (!path.startsWith('/')) return null;
  return publicAddress === null ? path : pathBelow(publicAddress, path);
}

function readiness(response: ServerResponse, { isReady }: MetricsServerOptions): void {
  if (isReady()) {
    plain(response, 200, 'ready\n');
  } else {
    response.setHeader('Retry-After', '1');
    plain(response, 503, 'still reading the runs\n');
  }
}

async function answerScrape(
  request: IncomingMessage,
  response: ServerResponse,
  options: MetricsServerOptions,
): Promise<void> {
  const startMs = options.nowMs();
  const format = negotiateFormat(request.headers.accept);
  const gzip = acceptsGzip(request.headers['accept-encoding']);
  const parts = await options.body(format, { gzip });
  response.setHeader('Content-Type', CONTENT_TYPES[format]);
  response.setHeader('Vary', 'Accept, Accept-Encoding');
  response.setHeader(
    'Content-Length',
    parts.reduce((bytes, part) => bytes + part.length, 0),
  );
  if (gzip) response.setHeader('Content-Encoding', 'gzip');
  response.on('finish', () => options.onScrape(format, options.nowMs() - startMs));
  if (request.method !== 'HEAD') for (const part of parts) response.write(part);
  response.end();
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(text);
}
