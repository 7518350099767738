import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Tls } from '@perf-suite/command-line';
import { CONTENT_TYPES, type ExpositionFormat } from '../exposition/store-registry.js';
import { acceptsGzip, negotiateFormat } from './content-negotiation.js';
import { enderOf } from './end-server.js';
import { listen } from './listen.js';
import { refusalOf } from './request-guard.js';

export interface MetricsServerOptions {
  readonly host: string;
  readonly port: number;
  readonly furtherPorts: number;
  readonly token: string | null;
  readonly allowedHosts: readonly string[] | null;
  readonly tls: Tls | null;
  /** Whether there is something true to show: until then a scrape gets 503, not half the values. */
  readonly isReady: () => boolean;
  readonly body: (
    format: ExpositionFormat,
    options: { readonly gzip: boolean },
  ) => Promise<readonly Buffer[]>;
  readonly onScrape: (format: ExpositionFormat, durationMs: number) => void;
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
const MAX_CONNECTIONS = 64;

/** Starts an HTTP (or TLS) server for /metrics, /healthz and /readyz. @throws {PerfError} see `listen` */
export async function startMetricsServer(options: MetricsServerOptions): Promise<MetricsServer> {
  let port = options.port;
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response, { ...options, port }).catch(() => response.destroy());
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
  server.maxConnections = MAX_CONNECTIONS;
  const close = enderOf(server, CLOSE_MS);
  server.on('connection', (socket) => socket.setTimeout(SILENT_MS, () => socket.destroy()));
  port = await listen(server, options);
  const shownHost = options.host.includes(':') ? `[${options.host}]` : options.host;
  const url = `${options.tls ? 'https' : 'http'}://${shownHost}:${port}/metrics`;
  return { url, port, close };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: MetricsServerOptions,
): Promise<void> {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Cache-Control', 'no-store');
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  // Probes come from the container's own engine, by address and without a token, and learn nothing else.
  const refusal = pathname === '/healthz' || pathname === '/readyz' ? null : refusalOf(request, options);
  if (refusal?.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  if (refusal !== null) plain(response, refusal.status, `${refusal.message}\n`);
  else if (pathname === '/metrics' && options.isReady()) await answerScrape(request, response, options);
  else if (pathname === '/metrics' || pathname === '/readyz') readiness(response, options);
  else if (pathname === '/healthz') plain(response, 200, 'ok\n');
  else plain(response, pathname === '/' ? 200 : 404, 'perf-suite: metrics are at /metrics\n');
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
