import { context, propagation, trace } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { expectKnownOptions, type OptionNames } from '../known-options.js';
import { useTracer } from './open-span.js';
import { tracesUrl } from './traces-url.js';
import { warnOfFailures } from './warn-of-failures.js';

export interface TracingOptions {
  /** The service's name, as Jaeger and others list it. */
  readonly service: string;
  readonly version?: string;
  /**
   * Where a collector takes OTLP over HTTP, such as `http://localhost:4318`. Else what OTEL_EXPORTER_OTLP_ENDPOINT
   * says, or `http://localhost:4318`.
   */
  readonly endpoint?: string;
  /** Sent with each export, such as a login. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Share of the traces that begin here and are kept, 0 to 1; 1 unless given. Others' decisions are followed. */
  readonly ratio?: number;
  /** Spans are sent together, at the latest after this time; 5,000 unless given. */
  readonly delayMs?: number;
  /** Told when spans cannot be sent, once until they can again; a warning of the process unless given. */
  readonly onFailure?: (error: Error) => void;
}

export interface Tracing {
  /** Sends all spans that have ended. */
  flush(): Promise<void>;
  /** Sends what is left, for at most five seconds, and turns tracing off. */
  shutdown(): Promise<void>;
}

const OPTIONS: OptionNames<TracingOptions> = {
  service: true,
  version: true,
  endpoint: true,
  headers: true,
  ratio: true,
  delayMs: true,
  onFailure: true,
};
const SHUTDOWN_MS = 5_000;

/**
 * Turns tracing on: of the requests that `instrument` measures, of the databases and outbound requests that are
 * observed, and of `span` and `traced`. OpenTelemetry's SDK is loaded only now; without this call, nothing of it is.
 * @throws {TypeError} when an option is not as it should be
 * @throws {Error} when OpenTelemetry is set up already
 */
export async function startTracing(options: TracingOptions): Promise<Tracing> {
  expectKnownOptions('startTracing', options, OPTIONS);
  const { service, version, ratio = 1, headers, delayMs = 5_000 } = options;
  if (typeof service !== 'string' || service === '') {
    throw new TypeError('startTracing: expected the name of the service as "service"');
  }
  if (!(ratio >= 0 && ratio <= 1))
    throw new TypeError(`startTracing: expected a ratio from 0 to 1, found ${ratio}`);
  const url = options.endpoint === undefined ? undefined : tracesUrl(options.endpoint);
  const [sdk, { OTLPTraceExporter }, { AsyncLocalStorageContextManager }, core, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-proto'),
      import('@opentelemetry/context-async-hooks'),
      import('@opentelemetry/core'),
      import('@opentelemetry/resources'),
    ]);
  const contextManager = new AsyncLocalStorageContextManager();
  if (!context.setGlobalContextManager(contextManager.enable())) {
    throw new Error(
      'startTracing: OpenTelemetry is set up already: call startTracing once, or use that set-up',
    );
  }
  const exporter: SpanExporter = new OTLPTraceExporter({
    ...(url !== undefined && { url }),
    ...(headers !== undefined && { headers: { ...headers } }),
    timeoutMillis: SHUTDOWN_MS,
  });
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({
      'service.name': service,
      ...(version !== undefined && { 'service.version': version }),
    }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter: warnOfFailures<ReadableSpan, SpanExporter>(exporter, url, options.onFailure),
        scheduledDelayMillis: delayMs,
        exportTimeoutMillis: SHUTDOWN_MS,
      }),
    ],
  });
  trace.setGlobalTracerProvider(provider);
  propagation.setGlobalPropagator(new core.W3CTraceContextPropagator());
  useTracer(provider.getTracer('@perf-suite/instrument'));
  let ending: Promise<void> | null = null;
  const shutdown = () => {
    ending ??= endTracing(() => provider.shutdown());
    return ending;
  };
  process.once('beforeExit', shutdown);
  return {
    flush: () => provider.forceFlush(),
    shutdown: async () => {
      process.off('beforeExit', shutdown);
      await shutdown();
    },
  };
}

async function endTracing(shutdown: () => Promise<void>): Promise<void> {
  useTracer(null);
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, SHUTDOWN_MS);
  });
  // Whoever shuts down can do nothing about a collector that is away.
  await Promise.race([shutdown().catch(() => undefined), tooLong]);
  clearTimeout(timer);
  trace.disable();
  context.disable();
  propagation.disable();
}
