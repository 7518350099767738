import type { AlertGroup } from './alert.js';

const JOB = 'job="perf-exporter",instance="exporter:8010"';
const fired = { job: 'perf-exporter', instance: 'exporter:8010' };
const OF_TARGET = ['job', 'instance'];

/** Whether the tools themselves do their work. */
export const exporterAlerts: AlertGroup = {
  name: 'exporter-and-stream',
  alerts: [
    {
      name: 'ExporterDown',
      severity: 'critical',
      expr: 'max by (job, instance) (max_over_time(up{job="perf-exporter"}[30s])) == 0',
      for: '30s',
      summary: 'perf-exporter at {{ $labels.instance }} does not answer',
      description:
        'Prometheus could not scrape it for a minute. Alerts about its benchmarks keep the state that they had.',
      dashboard: 'perf-exporter',
      fires: { everySeconds: 10, series: { [`up{${JOB}}`]: '1x5 0x30' }, at: '4m', labels: fired },
      silent: { everySeconds: 10, series: { [`up{${JOB}}`]: '1x5 0 1x30' }, at: '4m' },
      runbook: {
        meaning: 'Scrapes of perf-exporter fail.',
        impact: 'Dashboards have a gap, and no new regression can be reported. Open ones stay open.',
        check: [
          'Prometheus, Status > Targets: the error of the last scrape (refused, 401, 421, 503).',
          'The exporter’s log.',
        ],
        fix: [
          'Refused: start it. 401: the token file. 421: `--allowed-host`, or `--public-url` behind a proxy. 503: it still reads the runs; wait.',
          'It reads everything back from the run files: a restart loses nothing.',
        ],
      },
    },
    {
      name: 'ExporterAbsent',
      severity: 'warning',
      expr: 'absent_over_time(up{job="perf-exporter"}[5m])',
      for: '5m',
      summary: 'No perf-exporter is configured or discovered',
      description: 'Prometheus has no target of the job perf-exporter.',
      dashboard: 'perf-exporter',
      fires: {
        everySeconds: 60,
        series: { 'up{job="other"}': '1x30' },
        at: '15m',
        labels: { job: 'perf-exporter' },
      },
      silent: { everySeconds: 60, series: { [`up{${JOB}}`]: '0x30' }, at: '15m' },
      runbook: {
        meaning: 'The job perf-exporter has no target.',
        impact: 'Nothing about benchmarks is collected, and ExporterDown cannot fire either.',
        check: ['The scrape configuration or ServiceMonitor: labels, namespace, port name.'],
        fix: ['Bring the target back, or delete these rules where the exporter is not used.'],
      },
    },
    {
      name: 'ExporterSeriesDropped',
      severity: 'warning',
      expr: 'max by (job, instance) (perf_exporter_dropped_series) > 0',
      held: { labels: OF_TARGET, known: 'perf_exporter_dropped_series' },
      for: '1m',
      summary: 'perf-exporter leaves out {{ $value }} series',
      description: 'The series cap is reached: some benchmarks are not exported.',
      dashboard: 'perf-exporter',
      fires: {
        everySeconds: 15,
        series: { [`perf_exporter_dropped_series{${JOB}}`]: '40x20' },
        at: '3m',
        labels: fired,
      },
      silent: { everySeconds: 15, series: { [`perf_exporter_dropped_series{${JOB}}`]: '0x20' }, at: '3m' },
      runbook: {
        meaning: 'There are more series than `--series-cap` allows.',
        impact: 'The benchmarks that were added last are missing from dashboards and alerts.',
        check: [
          '`perf_exporter_series`, and which label has many values: topk(5, count by (__name__) ({job="perf-exporter"})).',
        ],
        fix: [
          'Turn off `--iteration-label` or compatibility names (`--compat`), or raise the cap and Prometheus’ memory.',
        ],
      },
    },
    {
      name: 'ExporterFilesSkipped',
      severity: 'warning',
      expr: 'sum by (job, instance) (perf_exporter_files_skipped{reason=~"corrupt|unreadable|future-version|clock-ahead"}) > 0',
      held: { labels: OF_TARGET, known: 'perf_exporter_files_skipped' },
      for: '1m',
      summary: 'perf-exporter cannot use {{ $value }} {{ if eq $value 1.0 }}file{{ else }}files{{ end }}',
      description:
        'Run or report files are corrupt, unreadable, from a newer version, or dated in the future; its log names them.',
      dashboard: 'perf-exporter',
      fires: {
        everySeconds: 15,
        series: { [`perf_exporter_files_skipped{${JOB},reason="corrupt"}`]: '1x20' },
        at: '3m',
        labels: fired,
      },
      silent: {
        everySeconds: 15,
        series: {
          [`perf_exporter_files_skipped{${JOB},reason="corrupt"}`]: '0x20',
          [`perf_exporter_files_skipped{${JOB},reason="duplicate"}`]: '5x20',
        },
        at: '3m',
      },
      runbook: {
        meaning: 'Files in the runs folder could not be read, or are dated more than ten minutes ahead.',
        impact: 'Those runs are missing from all metrics.',
        check: ['The exporter’s log: a line "skipped (reason)" names file, place and what was expected.'],
        fix: [
          'future-version: update the exporter. corrupt: copy the file again, atomically (write elsewhere, then rename), or delete it.',
          'clock-ahead: set the clock of the machine that measured. The exporter uses the file when its date has come.',
        ],
      },
    },
    {
      name: 'ExporterSlowScrape',
      severity: 'info',
      expr: 'max by (job, instance) (min_over_time(scrape_duration_seconds{job="perf-exporter"}[5m])) > 0.5',
      for: '5m',
      summary: 'Scraping perf-exporter takes {{ $value | humanizeDuration }}',
      description: 'Even the fastest scrape of five minutes took over half a second.',
      dashboard: 'perf-exporter',
      fires: {
        everySeconds: 30,
        series: { [`scrape_duration_seconds{${JOB}}`]: '1x60' },
        at: '20m',
        labels: fired,
      },
      silent: {
        everySeconds: 30,
        series: { [`scrape_duration_seconds{${JOB}}`]: '1 0.01 1 0.01x60' },
        at: '20m',
      },
      runbook: {
        meaning: 'The exporter takes more than half a second to answer a scrape.',
        impact: 'Samples arrive late; once a scrape exceeds its timeout, none arrive.',
        check: ['`perf_exporter_series` and the machine’s load.'],
        fix: ['Fewer series (see ExporterSeriesDropped) or a longer scrape interval.'],
      },
    },
    {
      name: 'ExporterEventLoopBlocked',
      severity: 'info',
      expr: 'max by (job, instance) (min_over_time(perf_exporter_event_loop_lag_seconds[5m])) > 0.25',
      held: { labels: OF_TARGET, known: 'perf_exporter_event_loop_lag_seconds' },
      for: '5m',
      summary: 'perf-exporter’s event loop is blocked for {{ $value | humanizeDuration }}',
      description: 'Scrapes and the live stream are delayed by that long.',
      dashboard: 'perf-exporter',
      fires: {
        everySeconds: 30,
        series: { [`perf_exporter_event_loop_lag_seconds{${JOB}}`]: '1x60' },
        at: '20m',
        labels: fired,
      },
      silent: {
        everySeconds: 30,
        series: { [`perf_exporter_event_loop_lag_seconds{${JOB}}`]: '0.02x60' },
        at: '20m',
      },
      runbook: {
        meaning: 'The event loop is repeatedly blocked for more than a quarter of a second.',
        impact: 'Scrapes are answered late; with `run --live`, the stream is late too.',
        check: ['Whether it reads very large run files, or the machine is short of CPU.'],
        fix: ['Lower `sampleCap` of the runs, or give the exporter a core of its own.'],
      },
    },
    {
      name: 'StreamDroppingSamples',
      severity: 'info',
      expr: 'sum by (job, instance) (increase(stream_samples_dropped_total[5m])) > 0',
      for: '1m',
      summary: 'Live watchers miss samples',
      description:
        '{{ $value | humanize }} samples of the last five minutes did not reach a watcher; each watcher was notified of its gap.',
      dashboard: 'perf-exporter',
      fires: {
        everySeconds: 15,
        series: { [`stream_samples_dropped_total{${JOB}}`]: '0+10x40' },
        at: '5m',
        labels: fired,
      },
      silent: { everySeconds: 15, series: { [`stream_samples_dropped_total{${JOB}}`]: '50x40' }, at: '5m' },
      runbook: {
        meaning: 'Watchers of the live stream are too slow or were away longer than the history reaches.',
        impact: 'Their charts have gaps, which are marked as such. The run file is complete.',
        check: ['`stream_watchers` and `stream_slow_watchers` on "Exporter and stream".'],
        fix: ['If watchers are many or far away, have them connect to a `perf-stream relay`.'],
      },
    },
  ],
};
