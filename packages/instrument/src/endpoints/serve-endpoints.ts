import type { IncomingMessage, ServerResponse } from 'node:http';
import { expectMethods } from '../expected-found.js';
import { aroundRequests } from '../http/around-requests.js';
import { nameRoute } from '../http/exchange.js';
import { expectKnownOptions, type OptionNames } from '../known-options.js';
import { CALLBACK, expectKinds, FLAG } from '../option-kinds.js';
import type { ServiceMetrics } from '../service-metrics.js';
import { WebVitals, type WebVitalsOptions } from '../web-vitals/web-vitals.js';
import { type Access, type AccessOptions, accessOf } from './access.js';
import { Health, type HealthCheck } from './health.js';
import { RateLimit } from './rate-limit.js';
import { readBody } from './read-body.js';
import { summaryOf } from './summary.js';

export interface EndpointOptions extends AccessOptions {
  /** Whether /metrics needs the token or JWT too; yes where one of them is set, unless false. */
  readonly protectMetrics?: boolean;
  /** What /health checks, by name: it throws, rejects or returns false where it is not well. */
  readonly health?: Readonly<Record<string, HealthCheck>>;
  /** Takes in Web Vitals; not served unless given. */
  readonly webVitals?: WebVitalsOptions;
  /** Other paths; null leaves an endpoint out. */
  readonly paths?: { readonly [K in EndpointName]?: string | null };
  /** Who asks, for the rate limits: the address of the connection unless given. Behind a proxy, what it says. */
  readonly clientOf?: (request: IncomingMessage) => string;
}

export type EndpointName = 'metrics' | 'health' | 'summary' | 'webVitals';

const PATHS: Readonly<Record<EndpointName, string>> = {
  metrics: '/metrics',
  health: '/health',
  summary: '/api/metrics/summary',
  webVitals: '/api/metrics/web-vitals',
};
const OPTIONS: OptionNames<EndpointOptions> = {
  token: true,
  jwt: true,
  protectMetrics: true,
  health: true,
  webVitals: true,
  paths: true,
  clientOf: true,
};
/** Of wrong tokens from an address. */
const WRONG_TOKENS = { burst: 20, perSecond: 1 };

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

interface Endpoint {
  readonly methods: readonly string[];
  readonly answer: Answer;
}

/**
 * Lets a server or app answer /metrics, /health, /api/metrics/summary (only with a token or JWT) and
 * /api/metrics/web-vitals, before anything of its own. Requests to them are not counted.
 * @throws {TypeError} when the server is none that `instrument` takes, the metrics are none, or an option is not as it
 *   should be
 */
export function serveEndpoints(server: object, metrics: ServiceMetrics, options: EndpointOptions = {}): void {
  expectMethods('serveEndpoints', metrics, { what: 'what instrument() returned', methods: ['scrape'] });
  expectKnownOptions('serveEndpoints', options, OPTIONS);
  expectKinds('serveEndpoints', options, { protectMetrics: FLAG, clientOf: CALLBACK });
  expectKnownOptions('serveEndpoints: paths', options.paths ?? {}, PATHS);
  const endpoints = endpointsOf(metrics, options);
  aroundRequests(
    server,
    ({ request, response, takeOver }, proceed) => {
      const path = (request.url ?? '').replace(/[?#].*$/s, '');
      const endpoint = endpoints.get(path);
      if (endpoint === undefined) return proceed();
      nameRoute(request, null);
      takeOver();
      return answer(endpoint, request, response).catch(() => response.destroy());
    },
    null,
  );
}

async function answer(
  { methods, answer: answerWith }: Endpoint,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Cache-Control', 'no-store');
  if (methods.includes(request.method ?? '')) return answerWith(request, response);
  response.setHeader('Allow', methods.join(', '));
  send(request, response, 405, `only ${methods.join(', ')}\n`);
}

/** @throws {TypeError} when an option is not as it should be */
function endpointsOf(metrics: ServiceMetrics, options: EndpointOptions): Map<string, Endpoint> {
  const access = accessOf(options);
  const guard = guarded(access, options);
  const health = new Health(metrics.store, options.health ?? {});
  const vitals = options.webVitals === undefined ? null : new WebVitals(metrics.store, options.webVitals);
  const reading = ['GET', 'HEAD'];
  const scrape: Answer = async (request, response) => {
    const { contentType, body } = await metrics.scrape(request.headers.accept);
    response.setHeader('Vary', 'Accept');
    send(request, response, 200, body, contentType);
  };
  const isOpen = access === null || options.protectMetrics === false;
  const all: Readonly<Record<EndpointName, Endpoint | null>> = {
    metrics: { methods: reading, answer: isOpen ? scrape : guard(scrape) },
    health: {
      methods: reading,
      answer: async (request, response) => {
        const found = await health.answer();
        sendJson(request, response, found.status === 'ok' ? 200 : 503, found);
      },
    },
    // Nobody reads it without a login: it says what a service does, and to whom.
    summary:
      access === null
        ? null
        : {
            methods: reading,
            answer: guard(async (request, response) =>
              sendJson(request, response, 200, summaryOf(await metrics.values())),
            ),
          },
    webVitals: vitals === null ? null : { methods: ['POST', 'OPTIONS'], answer: takeVitals(vitals, options) },
  };
  return new Map(
    Object.entries(all).flatMap(([name, endpoint]) => {
      const path = options.paths?.[name as EndpointName];
      if (endpoint === null || path === null) return [];
      return [[path ?? PATHS[name as EndpointName], endpoint] as const];
    }),
  );
}

function clientOf(request: IncomingMessage, options: EndpointOptions): string {
  return options.clientOf?.(request) ?? request.socket.remoteAddress ?? '';
}

function guarded(access: Access | null, options: EndpointOptions): (answer: Answer) => Answer {
  const wrong = new RateLimit({ ...WRONG_TOKENS, nowMs: () => performance.now() });
  return (allowed) => async (request, response) => {
    if (await access?.(request.headers.authorization)) return allowed(request, response);
    response.setHeader('WWW-Authenticate', 'Bearer');
    if (wrong.allows(clientOf(request, options))) {
      const isGiven = request.headers.authorization !== undefined;
      send(request, response, 401, isGiven ? 'this token is not valid here\n' : 'a bearer token is needed\n');
    } else {
      response.setHeader('Retry-After', '1');
      send(request, response, 429, 'too many wrong tokens\n');
    }
  };
}

function takeVitals(vitals: WebVitals, options: EndpointOptions): Answer {
  return async (request, response) => {
    const { origin, host } = request.headers;
    // Where pages of another origin may send, their browsers ask first (Fetch standard, CORS preflight).
    if (vitals.allows(origin, host)) {
      response.setHeader('Access-Control-Allow-Origin', origin as string);
      response.setHeader('Access-Control-Allow-Credentials', 'true');
      response.setHeader('Vary', 'Origin');
    }
    if (request.method === 'OPTIONS') {
      response.setHeader('Access-Control-Allow-Methods', 'POST');
      response.setHeader('Access-Control-Allow-Headers', 'content-type');
      response.writeHead(204).end();
      return;
    }
    const { status, message } = await vitals.take({
      origin,
      host,
      client: clientOf(request, options),
      readBody: (mostBytes) => readBody(request, mostBytes),
    });
    // What was not read of the body must not be taken for the next request.
    if (status !== 204) response.setHeader('Connection', 'close');
    if (status === 429) response.setHeader('Retry-After', '1');
    if (status === 204) response.writeHead(204).end();
    else send(request, response, status, `${message}\n`);
  };
}

function sendJson(request: IncomingMessage, response: ServerResponse, status: number, value: unknown): void {
  send(request, response, status, `${JSON.stringify(value)}\n`, 'application/json; charset=utf-8');
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  text: string,
  type = 'text/plain; charset=utf-8',
): void {
  const body = Buffer.from(text);
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}
