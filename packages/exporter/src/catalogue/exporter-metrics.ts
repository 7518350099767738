import { counter, gauge } from './metric-definition.js';

/** How the exporter itself and the live stream are doing. */
export const EXPORTER_METRICS = {
  streamWatchers: gauge({ name: 'stream_watchers', help: 'Watchers connected to the live stream.' }),
  streamSlowWatchers: gauge({
    name: 'stream_slow_watchers',
    help: 'Watchers that at this moment get summaries instead of single samples.',
  }),
  streamHistory: gauge({
    name: 'stream_history_bytes',
    help: 'Memory of the history that watchers can resume from.',
    unit: 'bytes',
  }),
  streamSamplesDropped: counter({
    name: 'stream_samples_dropped_total',
    help: 'Samples that watchers did not receive one by one: merged into a summary or dropped from the history; watchers are notified of each gap.',
  }),
  streamGaps: counter({
    name: 'stream_gaps_total',
    help: 'Gaps that watchers were notified of.',
  }),
  series: gauge({ name: 'perf_exporter_series', help: 'Series kept, counted as lines of a scrape.' }),
  droppedSeries: gauge({
    name: 'perf_exporter_dropped_series',
    help: 'Series that the cap refused, counted as lines of a scrape.',
  }),
  scrapes: counter({
    name: 'perf_exporter_scrapes_total',
    help: 'Scrapes answered.',
    labels: ['format'],
  }),
  requestsRefused: counter({
    name: 'perf_exporter_requests_refused_total',
    help: 'Requests refused: `token` (none or a wrong one), `rate-limit` (more than 20 a second from an address to the API, or with wrong tokens), `host` (a name that is not served), `method`.',
    labels: ['reason'],
  }),
  scrapeDuration: gauge({
    name: 'perf_exporter_last_scrape_duration_seconds',
    help: 'How long the previous scrape took to answer.',
    unit: 'seconds',
  }),
  renderings: counter({
    name: 'perf_exporter_renderings_total',
    help: 'Renderings; scrapes between two changes share one.',
  }),
  eventLoopLag: gauge({
    name: 'perf_exporter_event_loop_lag_seconds',
    help: 'Longest delay of the event loop since the previous scrape; 0 means none.',
    unit: 'seconds',
  }),
  residentMemory: gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory of the exporting process.',
    unit: 'bytes',
  }),
  openFiles: gauge({
    name: 'process_open_fds',
    help: 'File descriptors that the exporting process has open, sockets too; only on Linux.',
  }),
  cpu: counter({
    name: 'process_cpu_seconds_total',
    help: 'User and system CPU time of the exporting process.',
  }),
  startTime: gauge({
    name: 'process_start_time_seconds',
    help: 'When the exporting process started, as Unix time.',
    unit: 'seconds',
  }),
  buildInfo: gauge({
    name: 'perf_exporter_build_info',
    help: 'Always 1; the labels hold the exporter’s and Node’s versions.',
    labels: ['version', 'node'],
  }),
  filesRead: counter({
    name: 'perf_exporter_files_read_total',
    help: 'Run and report files read since the exporter started.',
  }),
  filesSkipped: gauge({
    name: 'perf_exporter_files_skipped',
    help: 'Files of the folder that are not used: `unreadable`, `corrupt`, `future-version`, `duplicate`, or `clock-ahead` (dated more than 10 minutes in the future; used when the time comes).',
    labels: ['reason'],
  }),
  liveTargets: gauge({
    name: 'perf_exporter_live_targets',
    help: 'Live runs of other machines that announced themselves and are still heard of.',
  }),
  customRefused: counter({
    name: 'perf_exporter_custom_values_refused_total',
    help: 'Times that a benchmark set a metric that `--metrics-file` does not declare, or declares differently.',
  }),
  lastFileTimestamp: gauge({
    name: 'perf_exporter_last_file_timestamp_seconds',
    help: 'When a file was last read, as Unix time.',
    unit: 'seconds',
  }),
};

const SAME_AS_NODE_EXPORTER = 'The dashboard Machine shows what node_exporter says.';

/** The machine that the exporter runs on; only with `--system-metrics`. */
export const SYSTEM_METRICS = {
  systemCpu: counter({
    name: 'system_cpu_seconds_total',
    help: 'CPU time of the machine, over all cores.',
    labels: ['mode'],
    notOnPanels: SAME_AS_NODE_EXPORTER,
  }),
  systemMemory: gauge({
    name: 'system_memory_bytes',
    help: 'Memory of the machine.',
    unit: 'bytes',
    labels: ['state'],
    notOnPanels: SAME_AS_NODE_EXPORTER,
  }),
  systemLoad: gauge({
    name: 'system_load1',
    help: 'One-minute load average.',
    notOnPanels: SAME_AS_NODE_EXPORTER,
  }),
  systemDisk: gauge({
    name: 'system_disk_free_bytes',
    help: 'Free space where the runs are kept.',
    unit: 'bytes',
    labels: ['mountpoint'],
    notOnPanels: SAME_AS_NODE_EXPORTER,
  }),
  systemPressure: counter({
    name: 'system_pressure_stalled_seconds_total',
    help: 'Time in which some task waited for the resource (Linux pressure stall information).',
    labels: ['resource'],
    notOnPanels: SAME_AS_NODE_EXPORTER,
  }),
};
