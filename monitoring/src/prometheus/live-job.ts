import type { PrometheusTargets } from './prometheus-config.js';

/** Where live runs are found, and what is kept of them: docs/monitoring/live.md. */
export interface LiveDiscovery {
  /** Folder of target files, as Prometheus sees it; null where it shares none with runs. */
  readonly folder: string | null;
  /** The address of the machine that runs are on, where that is not Prometheus' own loopback; null where it is. */
  readonly loopback: string | null;
}

/** What the exporter does not serve of finished runs, too: nothing else of a live run is kept. */
export const LIVE_METRICS_KEPT = 'benchmark_run_.+|stream_.+';
/** Which run it was is known from the label `run`; alerts and annotations look up finished runs here. */
export const LIVE_METRICS_DROPPED = 'benchmark_run_info';

/** New runs and ended ones are noticed after this time, and those in files at once. */
export const REFRESH = '5s';

/** Returns the scrape job of live runs: each second, for as long as they run. */
export function liveJob({ exporter, exporterTokenFile, live }: PrometheusTargets) {
  const authorization = exporterTokenFile !== null && {
    authorization: { credentials_file: exporterTokenFile },
  };
  return {
    job_name: 'perf-live',
    scrape_interval: '1s',
    scrape_timeout: '1s',
    // A run of thousands of benchmarks shows less here, and costs no disk.
    sample_limit: 20_000,
    ...authorization,
    ...(live.folder !== null && {
      file_sd_configs: [{ files: [`${live.folder}/*.json`], refresh_interval: REFRESH }],
    }),
    http_sd_configs: [
      { url: `http://${exporter}/api/live/targets`, refresh_interval: REFRESH, ...authorization },
    ],
    ...(live.loopback !== null && {
      relabel_configs: [
        {
          source_labels: ['__address__'],
          regex: '(?:127\\.\\d+\\.\\d+\\.\\d+|localhost|\\[::1\\]):(\\d+)',
          target_label: '__address__',
          replacement: `${live.loopback}:$1`,
        },
      ],
    }),
    metric_relabel_configs: [
      { source_labels: ['__name__'], regex: LIVE_METRICS_KEPT, action: 'keep' },
      { source_labels: ['__name__'], regex: LIVE_METRICS_DROPPED, action: 'drop' },
    ],
  };
}
