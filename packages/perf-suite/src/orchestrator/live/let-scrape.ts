import { isIP } from 'node:net';
import { hostInUrl } from '@perf-suite/command-line';
import { isLoopback } from '@perf-suite/command-line/server';
import type { Announcement, TargetFile } from '@perf-suite/exporter';
import { PerfError } from '@perf-suite/schema';
import type { LiveOptions } from './live-services.js';

/** How Prometheus knows of a run. */
interface KnownTarget {
  readonly warnings: readonly string[];
  end(): Promise<void>;
}

type TargetOptions = Pick<
  LiveOptions,
  'host' | 'run' | 'targetFolder' | 'announce' | 'exporterToken' | 'onProblem'
>;

/**
 * Lets Prometheus know where a run's metrics are: in a file for one on this machine, by an exporter for one elsewhere.
 * @throws {PerfError} `bad-usage` when the exporter could reach no address that the run listens on
 */
export async function letScrape(metricsUrl: string, options: TargetOptions): Promise<KnownTarget> {
  const { host, run, targetFolder, announce: exporter, exporterToken, onProblem } = options;
  refuseUnreachable(host, exporter);
  const { announce, openTargetFile } = await import('@perf-suite/exporter');
  const url = new URL(metricsUrl);
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  const port = Number(url.port) || (scheme === 'https' ? 443 : 80);
  const listensOn = ANY_ADDRESS.includes(host) ? '127.0.0.1' : host;
  const warnings: string[] = [];
  const address = `${hostInUrl(listensOn)}:${port}`;
  const file = await openTargetFile(targetFolder, { run, address, scheme }).catch((error: unknown) => {
    warnings.push(
      `Prometheus does not see this run: ${error instanceof Error ? error.message : String(error)}`,
    );
    return null;
  });
  const announcement =
    exporter === null
      ? null
      : announce({
          exporter,
          token: exporterToken ?? null,
          run,
          port,
          // The exporter sees where the run connects from; it need not be where it listens.
          address: ANY_ADDRESS.includes(host) || isIP(host) === 0 ? null : host,
          scheme,
          redact: (text) => (exporterToken === undefined ? text : text.replaceAll(exporterToken, '***')),
          onProblem,
        });
  return { warnings, end: endOnce(file, announcement) };
}

const ANY_ADDRESS = ['0.0.0.0', '::'];

function endOnce(file: TargetFile | null, announcement: Announcement | null): () => Promise<void> {
  let ending: Promise<unknown> | null = null;
  return async () => {
    ending ??= Promise.all([file?.remove(), announcement?.end()]);
    await ending;
  };
}

function refuseUnreachable(host: string, exporter: string | null): void {
  if (exporter === null || !isLoopback(host) || isLoopback(new URL(exporter).hostname)) return;
  throw new PerfError(
    'bad-usage',
    `--announce: expected an address that others reach, found --host ${host}`,
    {
      hint: 'Give --host 0.0.0.0, and the exporter’s token in PERF_EXPORTER_TOKEN.',
    },
  );
}
