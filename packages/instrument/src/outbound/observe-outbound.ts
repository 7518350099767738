import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { propagation } from '@opentelemetry/api';
import { SERVICE_METRICS } from '../catalogue/service-metrics.js';
import { knownMethod } from '../http/known-method.js';
import type { Exemplar } from '../store/histogram-values.js';
import type { MetricStore } from '../store/metric-store.js';
import { closeSpan, type OpenSpan, openSpan } from '../tracing/open-span.js';
import { countError, exemplarOf } from '../track/record-tracked.js';
import { errorType } from '../track/timed.js';

/** What undici and `fetch` publish; see undici's docs/docs/api/DiagnosticsChannel.md. */
interface UndiciMessage {
  readonly request: {
    readonly origin?: unknown;
    readonly method?: string;
    readonly path?: string;
    addHeader?(name: string, value: string): unknown;
  };
  readonly response?: { readonly statusCode: number };
  readonly error?: unknown;
}

interface Started {
  readonly startMs: number;
  readonly method: string;
  readonly address: string;
  readonly open: OpenSpan | null;
  readonly exemplar: Exemplar | null;
  status: number | null;
}

/** What stops the observation of each store that has one: a second one would count each request twice. */
const observing = new WeakMap<MetricStore, () => void>();

/**
 * Measures all requests of undici and of `fetch` in this process, to the end of the response's body; while tracing is
 * on, each has a span, and takes the trace along. Called again, it changes nothing.
 * @returns stops it
 */
export function observeOutbound(store: MetricStore): () => void {
  const known = observing.get(store);
  if (known !== undefined) return known;
  const started = new WeakMap<object, Started>();
  const end = ({ request, error = null }: UndiciMessage) => {
    const known = started.get(request);
    if (known === undefined) return;
    started.delete(request);
    const { method, address, status, open, exemplar } = known;
    const values = [method, address, status === null ? '' : String(status), errorType(error)] as const;
    const seconds = (performance.now() - known.startMs) / 1_000;
    store.observe(SERVICE_METRICS.outboundRequestDuration, values, seconds, exemplar);
    countError(store, 'outbound', error);
    if (status !== null) open?.span.setAttribute('http.response.status_code', status);
    closeSpan(open, error);
  };
  const listeners: Readonly<Record<string, (message: UndiciMessage) => void>> = {
    'undici:request:create': (message) => started.set(message.request, begin(message)),
    'undici:request:headers': ({ request, response }) => {
      const known = started.get(request);
      if (known !== undefined) known.status = response?.statusCode ?? null;
    },
    'undici:request:trailers': end,
    'undici:request:error': end,
  };
  for (const [channel, listener] of Object.entries(listeners)) subscribe(channel, listener as never);
  const stop = () => {
    observing.delete(store);
    for (const [channel, listener] of Object.entries(listeners)) unsubscribe(channel, listener as never);
  };
  observing.set(store, stop);
  return stop;
}

function begin({ request }: UndiciMessage): Started {
  const method = knownMethod(request.method);
  const address = addressOf(request.origin);
  const open = openSpan({
    name: `${method} ${address}`,
    kind: 'client',
    attributes: {
      'http.request.method': method,
      'server.address': address,
      'url.path': (request.path ?? '').replace(/[?#].*$/s, ''),
    },
  });
  if (open !== null) {
    propagation.inject(open.context, request, {
      set: (carrier, name, value) => carrier.addHeader?.(name, value),
    });
  }
  return { startMs: performance.now(), method, address, open, exemplar: exemplarOf(open), status: null };
}

/** Returns a host with its port, where it is not the usual one. */
function addressOf(origin: unknown): string {
  const text = String(origin ?? '');
  return URL.canParse(text) ? new URL(text).host : 'unknown';
}
