import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { SERVICE_METRICS } from '../catalogue/service-metrics.js';
import { currentTrace } from '../http/current-trace.js';
import { knownMethod } from '../http/known-method.js';
import type { Exemplar, MetricStore } from '../store/metric-store.js';
import { countError } from '../track/record-tracked.js';
import { errorType } from '../track/timed.js';

/** What undici and `fetch` publish; see undici's docs/docs/api/DiagnosticsChannel.md. */
interface UndiciMessage {
  readonly request: { readonly origin?: unknown; readonly method?: string };
  readonly response?: { readonly statusCode: number };
  readonly error?: unknown;
}

interface Started {
  readonly startMs: number;
  readonly exemplar: Exemplar | null;
  status: string;
}

/**
 * Measures all requests of undici and of `fetch` in this process, to the end of the response's body.
 * @returns stops it
 */
export function observeOutbound(store: MetricStore): () => void {
  const started = new WeakMap<object, Started>();
  const end = ({ request, error }: UndiciMessage) => {
    const known = started.get(request);
    if (known === undefined) return;
    started.delete(request);
    const failure = error ?? null;
    const seconds = (performance.now() - known.startMs) / 1_000;
    const values = [
      knownMethod(request.method),
      addressOf(request.origin),
      known.status,
      errorType(failure),
    ] as const;
    store.observe(SERVICE_METRICS.outboundRequestDuration, values, seconds, known.exemplar);
    countError(store, 'outbound', failure);
  };
  const listeners: Readonly<Record<string, (message: UndiciMessage) => void>> = {
    'undici:request:create': ({ request }) =>
      started.set(request, { startMs: performance.now(), exemplar: currentTrace(), status: '' }),
    'undici:request:headers': ({ request, response }) => {
      const known = started.get(request);
      if (known !== undefined) known.status = String(response?.statusCode ?? '');
    },
    'undici:request:trailers': end,
    'undici:request:error': end,
  };
  for (const [channel, listener] of Object.entries(listeners)) subscribe(channel, listener as never);
  return () => {
    for (const [channel, listener] of Object.entries(listeners)) unsubscribe(channel, listener as never);
  };
}

/** Returns a host with its port, where it is not the usual one. */
function addressOf(origin: unknown): string {
  const text = String(origin ?? '');
  return URL.canParse(text) ? new URL(text).host : 'unknown';
}
