import { BENCHMARK_METRICS, VERDICT_METRICS } from './benchmark-metrics.js';
import { EXPORTER_METRICS, SYSTEM_METRICS } from './exporter-metrics.js';
import { HISTORY_METRICS } from './history-metrics.js';
import { LIVE_METRICS } from './live-metrics.js';
import type { MetricDefinition } from './metric-definition.js';
import { RUN_METRICS } from './run-metrics.js';

export interface MetricGroup {
  readonly title: string;
  readonly about: string;
  readonly metrics: readonly MetricDefinition[];
}

/** All metrics, in the order of the reference. */
export const METRIC_GROUPS: readonly MetricGroup[] = [
  {
    title: 'Benchmarks',
    about: 'Counters and the histogram add up over runs; gauges show the newest run of their benchmark.',
    metrics: Object.values(BENCHMARK_METRICS),
  },
  {
    title: 'Verdicts',
    about:
      'From `verdict` events while a run is judged, and from report files afterwards: `perf-suite run` with `--against` or `--baseline` writes a report next to its run file, and `perf-guard check --format json --out` writes one for any run.',
    metrics: Object.values(VERDICT_METRICS),
  },
  {
    title: 'History',
    about:
      'From the files that `perf-analyze changes`, `forecast` and `slo` write with `--format json --out`: into the folder of the runs, or any below it. Of two files about the same, the later one counts, and what a file says goes with the file ([how to set it up](monitoring/operations.md#history)).',
    metrics: Object.values(HISTORY_METRICS),
  },
  {
    title: 'Runs, machine and CI',
    about:
      "The newest run of each environment and branch, and the outcomes by pipeline, branch and trigger. A judged run counts as a failure of the pipeline if it fails the gate, by the run's own `--fail-on`.",
    metrics: Object.values(RUN_METRICS),
  },
  {
    title: 'Live runs',
    about:
      'Only while `perf-suite run --live` runs, beside the other `benchmark_run_*` metrics ([live runs](monitoring/live.md)). Of a live run, the job `perf-live` keeps these, the other `benchmark_run_*` and the stream’s; everything else comes from the run file, once.',
    metrics: Object.values(LIVE_METRICS),
  },
  {
    title: 'Exporter and stream',
    about: 'Health of the tools themselves. The stream’s metrics exist while `perf-suite run --live` runs.',
    metrics: Object.values(EXPORTER_METRICS),
  },
  {
    title: 'System',
    about: 'Only with `--system-metrics`; node_exporter reports more and is recommended.',
    metrics: Object.values(SYSTEM_METRICS),
  },
];
