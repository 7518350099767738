import { EventEmitter, once } from 'node:events';
import { parseHost, parsePublicUrl, type Tls } from '@perf-suite/command-line';
import type { LiveEvent } from '@perf-suite/schema';
import { EXPORTER_METRICS } from './catalogue/exporter-metrics.js';
import { CustomRecorder } from './custom/custom-recorder.js';
import { type DeclaredMetrics, NOTHING_DECLARED } from './custom/declared-metrics.js';
import { Exposition } from './exposition/exposition.js';
import { LiveProgress } from './run-metrics/live-progress.js';
import type { Pipeline } from './run-metrics/pipeline-metrics.js';
import { RunMetrics } from './run-metrics/run-metrics.js';
import { ExporterReadings, type StreamStatistics } from './server/exporter-readings.js';
import { startMetricsServer } from './server/metrics-server.js';
import { MetricStore } from './store/metric-store.js';

export interface MetricsEndpointOptions {
  /** Address to listen on; 127.0.0.1 unless others should reach it. */
  readonly host?: string;
  /** 8000 unless given; the next free one of ten if it is taken; 0 for any. */
  readonly port?: number;
  /** Bearer token that a scrape must show; none unless given. */
  readonly token?: string;
  /** Further values that the Host header may have, with port. */
  readonly allowedHosts?: readonly string[];
  readonly tls?: Tls;
  /** Where others reach /metrics through a proxy, such as `https://perf.example.org/base`. */
  readonly publicUrl?: string;
  /** Also serve the names that dashboards from before this tool use; they do not follow Prometheus' conventions. */
  readonly compatibility?: boolean;
  /** Split the compatibility histogram by round. */
  readonly iterationLabel?: boolean;
  /** Most series kept, as lines of a scrape; 100,000 unless given. */
  readonly seriesCap?: number;
  /** What CI knows about this run and its git state does not contain. */
  readonly pipeline?: Partial<Pipeline>;
  /** Metrics of the user's own that benchmarks set; see `readCustomMetrics`. None unless given. */
  readonly declared?: DeclaredMetrics;
  /** Asked at each scrape, for the metrics about the live stream. */
  readonly readStream?: () => StreamStatistics;
}

export interface MetricsEndpoint {
  /** Where Prometheus scrapes, such as `http://127.0.0.1:8000/metrics`. */
  readonly url: string;
  /** Takes in one event of the run: tens of nanoseconds a sample; never throws, never waits. */
  record(event: LiveEvent): void;
  /** Resolves at the next scrape, or after two seconds; at once where nobody has scraped lately. */
  nextScrape(): Promise<void>;
  close(): Promise<void>;
}

const DEFAULT_PORT = 8_000;
export const DEFAULT_SERIES_CAP = 100_000;
/** Whoever has not scraped for longer is not waited for. */
const SCRAPED_LATELY_MS = 5_000;
const LONGEST_WAIT_MS = 2_000;

/**
 * Serves /metrics of one run while it measures. Prints nothing.
 * @throws {PerfError} `port-in-use` or `bad-usage` when the address cannot be listened on
 */
export async function startMetricsEndpoint(options: MetricsEndpointOptions = {}): Promise<MetricsEndpoint> {
  const nowMs = () => performance.now();
  const results = new MetricStore({ seriesCap: options.seriesCap ?? DEFAULT_SERIES_CAP });
  const own = new ExporterReadings({ results, readStream: options.readStream ?? null });
  const custom = new CustomRecorder(results, options.declared ?? NOTHING_DECLARED);
  const runMetrics = new RunMetrics({
    store: results,
    iterationLabel: options.iterationLabel ?? false,
    pipeline: options.pipeline ?? {},
    custom,
  });
  const progress = new LiveProgress(results);
  const scrapes = new EventEmitter();
  let scrapedAtMs = Number.NEGATIVE_INFINITY;
  const exposition = new Exposition({
    results,
    own: own.store,
    compatibility: options.compatibility ?? false,
    nowMs,
  });
  const server = await startMetricsServer({
    host: parseHost(options.host ?? '127.0.0.1', 'host'),
    port: options.port ?? DEFAULT_PORT,
    orNextFree: true,
    token: options.token ?? null,
    allowedHosts: options.allowedHosts ?? null,
    tls: options.tls ?? null,
    publicAddress: options.publicUrl === undefined ? null : parsePublicUrl(options.publicUrl, 'publicUrl'),
    isReady: () => true,
    body: (format, how) => {
      own.collect(exposition.renderingCount);
      own.store.setTotal(EXPORTER_METRICS.customRefused, {}, custom.refusedCount);
      return exposition.body(format, how);
    },
    onScrape(format, durationMs) {
      own.countScrape(format, durationMs);
      scrapedAtMs = nowMs();
      scrapes.emit('scrape');
    },
    onRefused: (reason) => own.countRefused(reason),
    routes: [],
    nowMs,
  });
  return {
    url: server.url,
    record(event) {
      runMetrics.record(event);
      progress.record(event);
    },
    async nextScrape() {
      if (nowMs() - scrapedAtMs > SCRAPED_LATELY_MS) return;
      // The signal's timer alone keeps no process alive; the server does.
      await once(scrapes, 'scrape', { signal: AbortSignal.timeout(LONGEST_WAIT_MS) }).catch(() => undefined);
    },
    close: async () => {
      own.stop();
      await server.close();
    },
  };
}
