import type { DashboardSpecification } from './panel.js';

export const exporterDashboard: DashboardSpecification = {
  uid: 'perf-exporter',
  title: 'Performance: exporter and stream',
  description:
    'Whether the tools themselves are well. The stream’s metrics are there while a live run is scraped.',
  variables: [],
  from: 'now-6h',
  panels: [
    {
      kind: 'stat',
      title: 'Exporters up',
      description: 'Targets of the job perf-exporter that answer.',
      unit: 'none',
      width: 6,
      height: 4,
      queries: [{ expr: 'sum(up{job="perf-exporter"})', legend: 'up', instant: true }],
      thresholds: [
        { from: null, color: 'red' },
        { from: 1, color: 'green' },
      ],
    },
    {
      kind: 'stat',
      title: 'Series',
      description: 'Kept and refused by the cap, as lines of a scrape.',
      unit: 'none',
      width: 6,
      height: 4,
      queries: [
        { expr: 'sum(perf_exporter_series)', legend: 'kept', instant: true },
        { expr: 'sum(perf_exporter_dropped_series)', legend: 'refused', instant: true },
      ],
    },
    {
      kind: 'stat',
      title: 'Files not used',
      description: 'By reason; the exporter’s log names them.',
      unit: 'none',
      width: 6,
      height: 4,
      queries: [
        { expr: 'sum by (reason) (perf_exporter_files_skipped)', legend: '{{reason}}', instant: true },
      ],
      thresholds: [
        { from: null, color: 'green' },
        { from: 1, color: 'orange' },
      ],
    },
    {
      kind: 'stat',
      title: 'Versions',
      description: 'Of the exporter and its Node.',
      unit: 'none',
      text: 'legend',
      width: 6,
      height: 4,
      queries: [
        {
          expr: 'max by (version, node) (perf_exporter_build_info)',
          legend: '{{version}} on Node {{node}}',
          instant: true,
        },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Scrape duration',
      description: 'As Prometheus sees it, and as the exporter does.',
      unit: 's',
      width: 12,
      height: 8,
      queries: [
        { expr: 'scrape_duration_seconds{job="perf-exporter"}', legend: 'Prometheus {{instance}}' },
        { expr: 'perf_exporter_last_scrape_duration_seconds', legend: 'exporter {{instance}}' },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Event loop lag',
      description: 'The longest pause between two scrapes.',
      unit: 's',
      width: 12,
      height: 8,
      queries: [{ expr: 'perf_exporter_event_loop_lag_seconds', legend: '{{instance}}' }],
    },
    {
      kind: 'timeseries',
      title: 'Memory',
      description: 'Resident memory of the exporter; the goal is under 100 MB.',
      unit: 'bytes',
      width: 12,
      height: 8,
      queries: [
        { expr: 'process_resident_memory_bytes{job="perf-exporter"}', legend: 'memory {{instance}}' },
      ],
    },
    {
      kind: 'timeseries',
      title: 'CPU',
      description: 'Share of one core.',
      unit: 'percentunit',
      width: 12,
      height: 8,
      queries: [{ expr: 'rate(process_cpu_seconds_total{job="perf-exporter"}[1m])', legend: '{{instance}}' }],
    },
    {
      kind: 'timeseries',
      title: 'Scrapes and renderings',
      description:
        'In a second. Far fewer renderings than scrapes: results are served from memory until they change.',
      unit: 'none',
      width: 12,
      height: 8,
      queries: [
        { expr: 'sum by (format) (rate(perf_exporter_scrapes_total[1m]))', legend: 'scrapes {{format}}' },
        { expr: 'sum(rate(perf_exporter_renderings_total[1m]))', legend: 'renderings' },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Live watchers',
      description: 'Connected to the stream of a live run.',
      unit: 'none',
      decimals: 0,
      width: 6,
      height: 8,
      queries: [
        { expr: 'sum(stream_watchers)', legend: 'watchers' },
        { expr: 'sum(stream_slow_watchers)', legend: 'slow ones' },
      ],
    },
    {
      kind: 'timeseries',
      title: 'Live samples not sent one by one',
      description: 'Coalesced into summaries or gone from history; watchers were told of each.',
      unit: 'none',
      width: 6,
      height: 8,
      queries: [
        { expr: 'sum(increase(stream_samples_dropped_total[5m]))', legend: 'samples' },
        { expr: 'sum(increase(stream_gaps_total[5m]))', legend: 'gaps' },
      ],
    },
  ],
};
