import { type MetricsSummary, SUMMARY_VERSION, VERDICTS, type Verdict } from '@perf-suite/schema';
import { BENCHMARK_METRICS } from '../catalogue/benchmark-metrics.js';
import { RUN_METRICS } from '../catalogue/run-metrics.js';
import type { JudgedBenchmark, JudgedHistory } from '../run-metrics/verdict-metrics.js';
import type { MetricStore } from '../store/metric-store.js';
import { VERSION } from '../tool.js';
import { rowsOf } from './store-rows.js';

export interface SummarySources {
  readonly store: MetricStore;
  readonly judged: Iterable<JudgedHistory>;
  readonly defaultBranch: string;
  readonly files: MetricsSummary['files'];
  readonly nowMs: number;
}

const MOST_BENCHMARKS = 100;

/** Returns the state of all that the exporter has read, at a glance. */
export function metricsSummary(sources: SummarySources): MetricsSummary {
  const { store, defaultBranch, files, nowMs } = sources;
  const judged = [...sources.judged];
  const benchmarks = judged
    .filter(({ subject }) => subject.branch === defaultBranch)
    .map(benchmarkOf)
    .sort((a, b) => pointOf(a) - pointOf(b) || (a.benchmark < b.benchmark ? -1 : 1));
  const [worst] = benchmarks;
  return {
    kind: 'metrics-summary',
    schemaVersion: SUMMARY_VERSION,
    createdAt: new Date(nowMs).toISOString(),
    versions: { exporter: VERSION, node: process.versions.node },
    defaultBranch,
    verdicts: countsOf(benchmarks.map(({ verdict }) => verdict)),
    openRegressions: openRegressions(judged, defaultBranch),
    worstSpeedup:
      worst === undefined || worst.speedup === null ? null : { ...subjectOf(worst), ...worst.speedup },
    newestRun: newestRun(store, nowMs),
    environments: environments(store, defaultBranch),
    pipelines: pipelines(store),
    benchmarks: benchmarks.slice(0, MOST_BENCHMARKS),
    files,
  };
}

type Benchmark = MetricsSummary['benchmarks'][number];

function benchmarkOf({ subject, runs }: JudgedHistory): Benchmark {
  const latest = runs.at(-1) as JudgedBenchmark;
  const { speedup, against, verdict } = latest;
  const { p50 } = speedup;
  return {
    ...subjectOf(subject),
    verdict,
    speedup:
      p50 === null ? null : { point: p50.point, lower: p50.lower, upper: p50.upper, baseline: against.name },
    recentSpeedups: runs.map((run) => run.speedup.p50?.point ?? null),
  };
}

function subjectOf({ benchmark, environment, branch }: JudgedHistory['subject']) {
  return { benchmark, environment, branch };
}

function pointOf({ speedup }: Benchmark): number {
  return speedup?.point ?? Number.POSITIVE_INFINITY;
}

function countsOf(verdicts: readonly Verdict[]): MetricsSummary['verdicts'] {
  const entries = VERDICTS.map(
    (verdict) => [verdict, verdicts.filter((one) => one === verdict).length] as const,
  );
  return Object.fromEntries(entries.filter(([, count]) => count > 0)) as MetricsSummary['verdicts'];
}

function openRegressions(
  judged: readonly JudgedHistory[],
  defaultBranch: string,
): MetricsSummary['openRegressions'] {
  const isElsewhere = ({ branch }: { readonly branch: string }) => (branch === defaultBranch ? 0 : 1);
  return judged
    .flatMap(({ subject, open }) => {
      if (open === null) return [];
      const since = new Date(open.sinceMs).toISOString();
      const { severity, against, commits } = open;
      return [{ ...subjectOf(subject), severity, since, commit: commits[0] ?? null, baseline: against.name }];
    })
    .sort((a, b) => isElsewhere(a) - isElsewhere(b) || (a.since < b.since ? 1 : -1));
}

function newestRun(store: MetricStore, nowMs: number): MetricsSummary['newestRun'] {
  const rows = rowsOf(store, BENCHMARK_METRICS.lastRunTimestamp).sort((a, b) => b.value - a.value);
  const [newest] = rows;
  if (newest === undefined) return null;
  const { environment = '', branch = '' } = newest.labels;
  return {
    environment,
    branch,
    endedAt: dateOf(newest.value),
    ageSeconds: Math.round(nowMs / 1_000 - newest.value),
  };
}

function environments(store: MetricStore, defaultBranch: string): MetricsSummary['environments'] {
  const loads = rowsOf(store, RUN_METRICS.environmentLoad);
  const durations = rowsOf(store, RUN_METRICS.suiteLastDuration);
  const ends = rowsOf(store, BENCHMARK_METRICS.lastRunTimestamp);
  return rowsOf(store, RUN_METRICS.environmentInfo).map(({ labels }) => {
    const name = labels.environment ?? '';
    const here = (row: { readonly labels: Readonly<Record<string, string>> }) =>
      row.labels.environment === name;
    const onDefault = durations.find((row) => here(row) && row.labels.branch === defaultBranch);
    const lastEnd = Math.max(0, ...ends.filter(here).map(({ value }) => value));
    return {
      name,
      cpu: labels.cpu_model ?? '',
      cores: Number(labels.cores),
      load: loads.find(here)?.value ?? 0,
      lastDurationSeconds: onDefault?.value ?? null,
      lastRunEndedAt: lastEnd === 0 ? null : dateOf(lastEnd),
    };
  });
}

function pipelines(store: MetricStore): MetricsSummary['pipelines'] {
  const successes = rowsOf(store, RUN_METRICS.pipelineLastSuccess);
  const runs = rowsOf(store, RUN_METRICS.pipelineRuns);
  return rowsOf(store, RUN_METRICS.pipelineStatus).map(({ labels, value }) => {
    const { pipeline = '', branch = '', trigger = '' } = labels;
    const isSame = ({ labels: other }: { readonly labels: Readonly<Record<string, string>> }) =>
      other.pipeline === pipeline && other.branch === branch && other.trigger === trigger;
    const countOf = (result: string) =>
      runs.find((row) => isSame(row) && row.labels.result === result)?.value ?? 0;
    const lastSuccess = successes.find(isSame)?.value ?? 0;
    return {
      pipeline,
      branch,
      trigger,
      passed: value === 1,
      lastSuccessAt: lastSuccess === 0 ? null : dateOf(lastSuccess),
      passCount: countOf('pass'),
      failCount: countOf('fail'),
    };
  });
}

function dateOf(unixSeconds: number): string {
  return new Date(unixSeconds * 1_000).toISOString();
}
