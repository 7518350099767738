import { type Attributes, ROOT_CONTEXT, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { tracesUrl } from './traces-url.js';

/** Something that is over, and what happened within it. */
export interface FinishedSpan {
  readonly name: string;
  /** Milliseconds since 1970; fractions are kept. */
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Attributes;
  /** Why it failed; null where it did not. */
  readonly failure: string | null;
  readonly children: readonly FinishedSpan[];
}

export interface TraceDestination {
  readonly service: string;
  readonly version?: string;
  /** Where a collector takes OTLP over HTTP, such as `http://localhost:4318`. */
  readonly endpoint: string;
  /** Sent with the trace, such as a login; what OTEL_EXPORTER_OTLP_HEADERS says, besides. */
  readonly headers?: Readonly<Record<string, string>>;
  /** 10,000 unless given. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
/** Of one request, as OpenTelemetry's own batches. */
const BATCH = 512;

/**
 * Sends one trace of what is over: for programs that measured it themselves. Touches nothing of OpenTelemetry that is
 * one for the process.
 * @returns the id of the trace
 * @throws {TypeError} when the endpoint is no address
 * @throws {Error} when the collector does not take it
 */
export async function sendTrace(root: FinishedSpan, destination: TraceDestination): Promise<string> {
  const { service, version, endpoint, headers = {}, timeoutMs = TIMEOUT_MS } = destination;
  const url = tracesUrl(endpoint);
  const [sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-proto'),
    import('@opentelemetry/resources'),
  ]);
  const ended: ReadableSpan[] = [];
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({
      'service.name': service,
      ...(version !== undefined && { 'service.version': version }),
    }),
    sampler: new sdk.AlwaysOnSampler(),
    spanProcessors: [
      {
        onStart: () => undefined,
        onEnd: (span) => ended.push(span as ReadableSpan),
        forceFlush: async () => undefined,
        shutdown: async () => undefined,
      },
    ],
  });
  const traceId = record(root, provider.getTracer('@perf-suite/instrument'), ROOT_CONTEXT);
  const exporter = new OTLPTraceExporter({ url, headers: { ...headers }, timeoutMillis: timeoutMs });
  try {
    for (let first = 0; first < ended.length; first += BATCH) {
      await new Promise<void>((resolve, reject) => {
        exporter.export(ended.slice(first, first + BATCH), ({ code, error }) => {
          if (code === 0) resolve();
          else reject(new Error(`${url}: ${error?.message || 'no answer'}`, { cause: error }));
        });
      });
    }
  } finally {
    await exporter.shutdown();
  }
  return traceId;
}

function record(span: FinishedSpan, tracer: Tracer, parent: typeof ROOT_CONTEXT): string {
  const { name, startMs, endMs, attributes, failure, children } = span;
  const open = tracer.startSpan(name, { startTime: hrTime(startMs), attributes }, parent);
  for (const child of children) record(child, tracer, trace.setSpan(parent, open));
  if (failure !== null) open.setStatus({ code: SpanStatusCode.ERROR, message: failure });
  open.end(hrTime(Math.max(startMs, endMs)));
  return open.spanContext().traceId;
}

/** Seconds and nanoseconds: OpenTelemetry takes small numbers of milliseconds for those of `performance.now()`. */
function hrTime(ms: number): [number, number] {
  const seconds = Math.floor(ms / 1_000);
  return [seconds, Math.round((ms - seconds * 1_000) * 1e6)];
}
