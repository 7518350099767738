import {
  LONGEST_SPAN_MS,
  parseDuration,
  parseHost,
  parsePort,
  parsePublicUrl,
  parseWhole,
  readTls,
} from '@perf-suite/command-line';
import { isLoopback } from '@perf-suite/command-line/server';
import { EXIT_CODES, type ExitCode, type MetricsSummary, PerfError } from '@perf-suite/schema';
import { EXPORTER_METRICS } from '../catalogue/exporter-metrics.js';
import type { CustomRecorder } from '../custom/custom-recorder.js';
import { Exposition } from '../exposition/exposition.js';
import { SKIP_REASONS } from '../folder/folder-file.js';
import { FollowedRuns } from '../folder/followed-runs.js';
import { expectFolder } from '../folder/list-files.js';
import { AnnouncedTargets } from '../live/announced-targets.js';
import { HEARTBEAT_MS, liveFolderOf } from '../live/live-target.js';
import { TargetFolder } from '../live/target-folder.js';
import { targetsRoute } from '../live/targets-route.js';
import { DEFAULT_SERIES_CAP } from '../metrics-endpoint.js';
import { AnalysisMetrics } from '../run-metrics/analysis-metrics.js';
import { RunMetrics } from '../run-metrics/run-metrics.js';
import { ExporterReadings } from '../server/exporter-readings.js';
import { startMetricsServer } from '../server/metrics-server.js';
import { collectSystem } from '../server/system-metrics.js';
import { MetricStore } from '../store/metric-store.js';
import { metricsSummary } from '../summary/metrics-summary.js';
import { summaryRoute } from '../summary/summary-route.js';
import { type BranchFlags, branchBound } from './branch-bound.js';
import { customRecorder } from './custom-recorder.js';
import type { GuardedIo } from './io.js';
import { readSecret } from './read-secret.js';

/** The flags of `serve`, as typed. */
export interface ServeFlags extends BranchFlags {
  readonly runs: string;
  readonly host: string;
  readonly port: string;
  readonly tokenFile?: string;
  readonly allowedHost?: readonly string[];
  readonly publicUrl?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly poll: string;
  readonly staleAfter: string;
  readonly seriesCap?: string;
  readonly compat?: boolean;
  readonly iterationLabel?: boolean;
  readonly metricsFile?: string;
  readonly systemMetrics?: boolean;
  readonly open?: boolean;
  readonly quiet?: boolean;
}

/**
 * Serves what the folder's runs say until it is stopped.
 * @throws {PerfError} on bad flags, a folder that cannot be read, or an address that cannot be listened on
 */
export async function serve(given: ServeFlags, io: GuardedIo): Promise<ExitCode> {
  const flags = { ...given, host: parseHost(given.host, '--host') };
  const token = await tokenOf(flags, io);
  const tls = await readTls(flags.tlsCert, flags.tlsKey);
  await expectFolder(flags.runs);
  requireTokenBeyondLoopback(flags, { hasToken: token !== null, hasTls: tls !== null }, io);
  const seriesCap =
    flags.seriesCap === undefined
      ? DEFAULT_SERIES_CAP
      : parseWhole(flags.seriesCap, '--series-cap', { least: 1_000, most: 10_000_000 });
  const results = new MetricStore({ seriesCap });
  const own = new ExporterReadings({ results, readStream: null });
  const custom = await customRecorder(results, flags, io);
  const followed = followedRuns(results, custom, flags, io);
  const exposition = new Exposition({ results, own: own.store, compatibility: flags.compat ?? false, nowMs });
  const announced = new AnnouncedTargets(nowMs);
  const server = await startMetricsServer({
    host: flags.host,
    port: parsePort(flags.port, '--port'),
    // Prometheus knows one port: another would only look like an exporter that is down.
    orNextFree: false,
    token,
    allowedHosts: flags.allowedHost ?? null,
    tls,
    publicAddress: flags.publicUrl === undefined ? null : parsePublicUrl(flags.publicUrl, '--public-url'),
    isReady: () => followed.isLoaded,
    body: async (format, how) => {
      collectFolder(own.store, followed);
      own.store.setTotal(EXPORTER_METRICS.customRefused, {}, custom.refusedCount);
      own.store.set(EXPORTER_METRICS.liveTargets, {}, announced.current().length);
      if (flags.systemMetrics) await collectSystem(own.store, flags.runs);
      own.collect(exposition.renderingCount);
      return exposition.body(format, how);
    },
    onScrape: (format, durationMs) => own.countScrape(format, durationMs),
    onRefused: (reason) => own.countRefused(reason),
    routes: [
      summaryRoute(() =>
        followed.isLoaded
          ? metricsSummary({
              store: results,
              judged: followed.runMetrics.verdicts.judged(),
              defaultBranch: flags.defaultBranch,
              files: filesOf(followed),
              nowMs: io.nowMs(),
            })
          : null,
      ),
      targetsRoute({
        targets: announced,
        host: flags.host,
        hasToken: token !== null,
        isBehindProxy: flags.publicUrl !== undefined,
      }),
    ],
    nowMs,
  });
  const abandoned = keepRemovingAbandoned(new TargetFolder(liveFolderOf(flags.runs), nowMs));
  try {
    io.err(`perf-exporter: serving ${server.url}, following ${flags.runs}\n`);
    await followed.update(io.stop);
    if (!flags.quiet)
      io.err(`perf-exporter: ready: ${results.seriesCount} series from ${followed.folder.readCount} files\n`);
    await followed.follow(io.stop, (error) => io.err(`perf-exporter: ${messageOf(error)}\n`));
  } finally {
    clearInterval(abandoned);
    own.stop();
    await server.close();
  }
  return EXIT_CODES.done;
}

/** Removes what killed live runs left for Prometheus to scrape. */
function keepRemovingAbandoned(folder: TargetFolder): NodeJS.Timeout {
  return setInterval(() => void folder.removeAbandoned(), HEARTBEAT_MS);
}

function followedRuns(
  results: MetricStore,
  custom: CustomRecorder,
  flags: ServeFlags,
  io: GuardedIo,
): FollowedRuns {
  return new FollowedRuns({
    folder: flags.runs,
    runMetrics: new RunMetrics({
      store: results,
      iterationLabel: flags.iterationLabel ?? false,
      pipeline: {},
      custom,
      branches: branchBound(flags),
    }),
    custom,
    analyses: new AnalysisMetrics(results),
    pollMs: parseDuration(flags.poll, '--poll'),
    staleAfterMs: parseDuration(flags.staleAfter, '--stale-after', { longestMs: LONGEST_SPAN_MS }),
    onSkip: (_path, reason, message) => {
      if (!flags.quiet) io.err(`perf-exporter: skipped (${reason}): ${message}\n`);
    },
    nowMs: io.nowMs,
  });
}

async function tokenOf({ tokenFile }: ServeFlags, io: GuardedIo): Promise<string | null> {
  if (tokenFile !== undefined) return readSecret(tokenFile, '--token-file', io);
  io.secrets.add(io.environment.PERF_EXPORTER_TOKEN);
  return io.environment.PERF_EXPORTER_TOKEN || null;
}

/** Metrics name commits, branches and machines: other machines get them only if the user allows it. */
function requireTokenBeyondLoopback(
  flags: ServeFlags,
  security: { hasToken: boolean; hasTls: boolean },
  io: GuardedIo,
): void {
  if (isLoopback(flags.host)) return;
  if (!security.hasToken && !flags.open) {
    throw new PerfError(
      'bad-usage',
      `--host ${flags.host}: other machines could read the metrics without a token`,
      {
        hint: 'Give --token-file, or --open if the network itself restricts access.',
      },
    );
  }
  if (!security.hasTls)
    io.err('perf-exporter: no TLS: the token and metrics are sent unencrypted (--tls-cert, --tls-key)\n');
}

function collectFolder(own: MetricStore, { folder, lastFileMs }: FollowedRuns): void {
  own.setTotal(EXPORTER_METRICS.filesRead, {}, folder.readCount);
  const skipped = folder.skippedCounts();
  for (const reason of SKIP_REASONS)
    own.set(EXPORTER_METRICS.filesSkipped, { reason }, skipped.get(reason) ?? 0);
  if (lastFileMs !== null) own.set(EXPORTER_METRICS.lastFileTimestamp, {}, lastFileMs / 1_000);
}

function filesOf({ folder }: FollowedRuns): MetricsSummary['files'] {
  return { readCount: folder.readCount, skipped: Object.fromEntries(folder.skippedCounts()) };
}

function nowMs(): number {
  return performance.now();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
