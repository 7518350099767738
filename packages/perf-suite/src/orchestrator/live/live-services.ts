import { parsePublicUrl, type Tls } from '@perf-suite/command-line';
import { isLoopback } from '@perf-suite/command-line/server';
import type { DeclaredMetrics } from '@perf-suite/exporter';
import type { LiveEvent } from '@perf-suite/schema';
import { letScrape } from './let-scrape.js';

export interface LiveOptions {
  readonly host: string;
  readonly port: number;
  readonly metricsPort: number;
  /** Where others reach page and stream through a proxy; null where nothing stands in between. */
  readonly publicUrl: string | null;
  /** How long page and metrics stay after the run; 0 ends them with it. */
  readonly keepMs: number;
  /** What watchers must show; made up unless given. */
  readonly token: string | undefined;
  /** What a scrape from another machine must show, and what the exporter gets to see; the watchers' unless given. */
  readonly exporterToken: string | undefined;
  /** Page, stream and metrics speak TLS with it; null speaks none. */
  readonly tls: Tls | null;
  /** Metrics of the user's own, of which no others are served; null serves none. */
  readonly declared: DeclaredMetrics | null;
  /** The run's id. */
  readonly run: string;
  /** The folder of target files that a Prometheus of this machine looks into. */
  readonly targetFolder: string;
  /** The exporter that tells a Prometheus of another machine; null for none. */
  readonly announce: string | null;
  /** Called when the exporter does not take the run. */
  readonly onProblem: (error: unknown) => void;
}

/** The stream and the metrics of one run, being served. */
export interface LiveServices {
  /** The web page, with its token. */
  readonly pageUrl: string;
  /** For WebSocket clients, with the token. */
  readonly streamUrl: string;
  readonly metricsUrl: string;
  /** Bearer token that a scrape must show; null on loopback, where none is asked for. */
  readonly metricsToken: string | null;
  /** What is risky about how it listens. */
  readonly warnings: readonly string[];
  publish(event: LiveEvent): void;
  /** Tells Prometheus that there is nothing more to scrape. */
  leave(): Promise<void>;
  /** Ends both: at most 2 s after the time they were to be kept, whoever is still watching. */
  finish(): Promise<void>;
}

/**
 * Starts stream and metrics. Their code is loaded here, so that a run without them does not pay.
 * @throws {PerfError} `port-in-use` when an address cannot be listened on
 */
export async function startLiveServices(options: LiveOptions): Promise<LiveServices> {
  const { host, port, metricsPort, publicUrl, keepMs, declared } = options;
  const tls = options.tls === null ? {} : { tls: options.tls };
  const [{ startLiveStream }, { startMetricsEndpoint }] = await Promise.all([
    import('@perf-suite/stream'),
    import('@perf-suite/exporter'),
  ]);
  const stream = await startLiveStream({
    host,
    port,
    keepMs,
    ...tls,
    ...(publicUrl !== null && { publicUrl }),
    ...(options.token !== undefined && { token: options.token }),
  });
  // Metrics name commits, branches and machines: others on the network get them as they get the stream.
  const metricsToken = isLoopback(host) ? null : (options.exporterToken ?? stream.token);
  // On loopback no other name is answered to; elsewhere any is, with the token.
  const publicHosts =
    publicUrl === null || !isLoopback(host) ? null : parsePublicUrl(publicUrl, '--public-url').hosts;
  const readStream = () => stream.statistics();
  const metrics = await startMetricsEndpoint({
    host,
    port: metricsPort,
    readStream,
    ...tls,
    ...(publicHosts !== null && { allowedHosts: publicHosts }),
    ...(metricsToken !== null && { token: metricsToken }),
    ...(declared !== null && { declared }),
  }).catch(async (cause: unknown) => {
    await stream.finish();
    throw cause;
  });
  const scraped = await letScrape(metrics.url, options).catch(async (cause: unknown) => {
    await Promise.all([stream.finish(), metrics.close()]);
    throw cause;
  });
  return {
    pageUrl: stream.pageUrl,
    streamUrl: stream.url,
    metricsUrl: metrics.url,
    metricsToken,
    warnings: [...(stream.warning === null ? [] : [stream.warning]), ...scraped.warnings],
    publish(event) {
      stream.publish(event);
      metrics.record(event);
    },
    leave: scraped.end,
    async finish() {
      // The last values are the ones that stay on the dashboard.
      const seen = metrics.nextScrape();
      await stream.finish();
      await seen;
      await scraped.end();
      await metrics.close();
    },
  };
}
