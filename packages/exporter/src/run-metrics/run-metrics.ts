import {
  type Comparison,
  type Estimate,
  EXIT_CODES,
  gate,
  type LiveEvent,
  type LiveEventOf,
  type PercentileName,
  type Report,
  type SampleStatistics,
} from '@perf-suite/schema';
import { BENCHMARK_METRICS } from '../catalogue/benchmark-metrics.js';
import { EXECUTION_TIME_BY_ITERATION } from '../catalogue/compatibility-metrics.js';
import { RUN_METRICS } from '../catalogue/run-metrics.js';
import type { CustomRecorder } from '../custom/custom-recorder.js';
import type { LabelSet, MetricStore } from '../store/metric-store.js';
import { BudgetMetrics } from './budget-metrics.js';
import { describeRun } from './describe-run.js';
import { NewestRuns } from './newest-runs.js';
import { type Pipeline, PipelineMetrics, pipelineOf } from './pipeline-metrics.js';
import { relativeDeviation } from './relative-deviation.js';
import { recordResources } from './resource-metrics.js';
import { VerdictMetrics } from './verdict-metrics.js';

export interface RunMetricsOptions {
  readonly store: MetricStore;
  /** Also keep execution time by round, for dashboards that split by `iteration`. */
  readonly iterationLabel: boolean;
  /** What the run belongs to, where its events do not contain it. */
  readonly pipeline: Partial<Pipeline>;
  /** Takes what benchmarks say about metrics of the user's own; nobody does unless given. */
  readonly custom?: CustomRecorder;
}

interface CurrentRun {
  readonly started: LiveEventOf<'run-started'>;
  readonly startedAtMs: number;
  readonly environment: string;
  readonly commit: string | null;
  /** p50 of each completed round of each benchmark, in nanoseconds. */
  readonly roundMediansNs: number[][];
  readonly peakRssBytes: Map<string, number>;
  readonly warningCounts: Map<string, number>;
  finishedCount: number;
}

/**
 * Turns a run's events into metrics, whether they come live or are read back from a run file. Events
 * of one run after the other; counters add up over runs, gauges show the newest run of their subject.
 */
export class RunMetrics {
  readonly verdicts: VerdictMetrics;
  readonly #budgets: BudgetMetrics;
  readonly pipelines: PipelineMetrics;
  readonly #newest = new NewestRuns();
  readonly #options: RunMetricsOptions;
  readonly #store: MetricStore;
  #run: CurrentRun | null = null;

  constructor(options: RunMetricsOptions) {
    this.#options = options;
    this.#store = options.store;
    this.verdicts = new VerdictMetrics(options.store);
    this.#budgets = new BudgetMetrics(options.store);
    this.pipelines = new PipelineMetrics(options.store);
  }

  /** Takes one event in; events that come before `run-started` say nothing and are left out. */
  record(event: LiveEvent): void {
    if (event.type === 'run-started') this.#start(event);
    else if (this.#run !== null) this.#recordInRun(this.#run, event);
  }

  #recordInRun(run: CurrentRun, event: LiveEvent): void {
    switch (event.type) {
      case 'samples':
        this.#recordSamples(run, event);
        break;
      case 'benchmark-measured':
        this.#recordRound(run, event);
        break;
      case 'metrics':
        this.#recordCustom(run, event);
        break;
      case 'resources':
        if (this.#isNewest(run)) recordResources(this.#store, event, run.peakRssBytes);
        break;
      case 'comparison':
        this.#recordComparison(run, event);
        break;
      case 'benchmark-finished':
        this.#finishBenchmark(run, event);
        break;
      case 'verdict':
        this.#recordVerdict(run, event);
        break;
      case 'warning':
        this.#recordWarning(run, event);
        break;
      case 'run-finished':
        this.#finishRun(run, event);
        break;
      case 'run-started':
      case 'round-started':
      case 'benchmark-started':
        // These change no metric.
        break;
      default:
        event satisfies never;
    }
  }

  /** Takes in the judgement of a run, whose own file may come before or after. */
  recordReport(report: Report): void {
    const startedAtMs = Date.parse(report.run.startedAt);
    const judgedAtMs = Date.parse(report.createdAt);
    const environment = report.environment.name;
    const ofRun = {
      run: report.run.id,
      runStartedAtMs: startedAtMs,
      judgedAtMs,
      commit: report.run.commit,
      environment,
      baseline: report.baseline.name,
    };
    this.#budgets.record(report);
    // Without anything to compare with there are no verdicts.
    for (const comparison of report.method.kind === 'none' ? [] : report.comparisons) {
      const { id, verdict, severity } = comparison;
      const speedup = { p50: speedupAt(comparison, 'p50'), p95: speedupAt(comparison, 'p95') };
      this.verdicts.record({ ...ofRun, benchmark: id, verdict, severity, speedup });
      this.#newest.saw(startedAtMs, environment, id);
      const minimumEffect = comparison.percentiles.find(
        ({ percentile }) => percentile === 'p50',
      )?.minimumEffect;
      if (minimumEffect === undefined) continue;
      const labels = { benchmark_name: id, environment };
      this.#store.set(BENCHMARK_METRICS.minimumEffect, labels, minimumEffect);
    }
    this.#newest.saw(startedAtMs, environment);
    const { ci } = report.environment;
    const pipeline = pipelineOf({ ci, branch: report.run.branch }, this.#options.pipeline);
    this.pipelines.recordJudgement(pipeline, {
      run: report.run.id,
      startedAtMs,
      finishedAtMs: judgedAtMs,
      passed: gate(report) === EXIT_CODES.done,
    });
  }

  /** Removes benchmarks and branches not seen since; a benchmark only if its environment ran without it. */
  forgetBefore(atMs: number): void {
    for (const { environment, benchmark } of this.#newest.forgetBefore(atMs)) {
      this.verdicts.forget(benchmark, environment);
      this.#budgets.forget(benchmark, environment);
      this.#store.removeEverywhere({ benchmark_name: benchmark, environment });
    }
    this.pipelines.forgetBefore(atMs);
  }

  #start(started: LiveEventOf<'run-started'>): void {
    const environment = started.environment.name;
    const run: CurrentRun = {
      started,
      startedAtMs: Date.parse(started.startedAt),
      environment,
      commit: started.git?.commit ?? null,
      roundMediansNs: started.benchmarks.map(() => []),
      peakRssBytes: new Map(),
      warningCounts: new Map(),
      finishedCount: 0,
    };
    this.#run = run;
    for (const benchmark of started.benchmarks) {
      this.verdicts.preregister(benchmark.id, environment);
      this.#store.add(BENCHMARK_METRICS.samples, { benchmark_name: benchmark.id, environment }, 0);
      this.#store.add(BENCHMARK_METRICS.rounds, { benchmark_name: benchmark.id, environment }, 0);
      this.#newest.saw(run.startedAtMs, environment, benchmark.id);
    }
    this.#newest.saw(run.startedAtMs, environment);
    if (this.#isNewest(run)) describeRun(this.#store, started, this.#pipelineOf(started).branch);
  }

  #recordSamples(run: CurrentRun, event: LiveEventOf<'samples'>): void {
    const labels = this.#labelsOf(run, event.benchmark);
    if (labels === null || event.variant !== 'head') return;
    this.#store.observe(BENCHMARK_METRICS.executionTime, labels, event.ns);
    this.#store.add(BENCHMARK_METRICS.samples, labels, event.ns.length);
    if (!this.#options.iterationLabel) return;
    const iteration = String(event.round + 1);
    this.#store.observe(EXECUTION_TIME_BY_ITERATION, { ...labels, iteration }, event.ns);
  }

  #recordRound(run: CurrentRun, event: LiveEventOf<'benchmark-measured'>): void {
    const labels = this.#labelsOf(run, event.benchmark);
    if (labels === null) return;
    this.#store.add(BENCHMARK_METRICS.rounds, labels, 1);
    if (event.memory !== null) {
      this.#store.add(BENCHMARK_METRICS.gcTime, labels, event.memory.gcMs / 1_000);
      this.#store.add(BENCHMARK_METRICS.gcCollections, labels, event.memory.gcCount);
    }
    const medians = run.roundMediansNs[event.benchmark] ?? [];
    if (event.head.count > 0) medians.push(event.head.p50Ns);
    if (!this.#isNewestOf(run, labels.benchmark_name)) return;
    if (event.memory !== null) {
      this.#store.set(BENCHMARK_METRICS.heapUsed, labels, event.memory.heapUsedAfterBytes);
    }
    this.#setAllocated(labels, event.allocation ?? {});
    if (event.noiseRatio !== null) this.#store.set(BENCHMARK_METRICS.machineNoise, labels, event.noiseRatio);
    const noise = relativeDeviation(medians);
    if (noise !== null) this.#store.set(BENCHMARK_METRICS.noise, labels, noise);
    this.#setPercentiles(labels, event.head);
  }

  #recordCustom(run: CurrentRun, event: LiveEventOf<'metrics'>): void {
    const benchmark = run.started.benchmarks[event.benchmark]?.id;
    if (benchmark === undefined) return;
    const { environment, startedAtMs } = run;
    this.#options.custom?.recordRun({ benchmark, environment, startedAtMs }, event.metrics);
  }

  #setAllocated(
    labels: LabelSet<'benchmark_name' | 'environment'>,
    allocation: NonNullable<LiveEventOf<'benchmark-measured'>['allocation']>,
  ): void {
    for (const variant of ['base', 'head'] as const) {
      const read = allocation[variant];
      const of = { ...labels, variant };
      if (read === undefined || 'notMeasured' in read)
        this.#store.remove(BENCHMARK_METRICS.allocatedBytes, of);
      else this.#store.set(BENCHMARK_METRICS.allocatedBytes, of, read.heapBytes + read.externalBytes);
    }
  }

  #setPercentiles(labels: LabelSet<'benchmark_name' | 'environment'>, statistics: SampleStatistics): void {
    if (statistics.count === 0) return;
    const metric = BENCHMARK_METRICS.executionTimePercentile;
    this.#store.set(metric, { ...labels, percentile: 'p50' }, statistics.p50Ns / 1e9);
    this.#store.set(metric, { ...labels, percentile: 'p95' }, statistics.p95Ns / 1e9);
    this.#store.set(metric, { ...labels, percentile: 'p99' }, statistics.p99Ns / 1e9);
  }

  #recordComparison(run: CurrentRun, event: LiveEventOf<'comparison'>): void {
    const labels = this.#labelsOf(run, event.benchmark);
    if (labels === null || !this.#isNewestOf(run, labels.benchmark_name)) return;
    const baseline = run.started.baseline ?? 'base';
    this.verdicts.recordSpeedup({
      benchmark: labels.benchmark_name,
      environment: run.environment,
      baseline,
      speedup: event.speedup,
    });
  }

  #finishBenchmark(run: CurrentRun, event: LiveEventOf<'benchmark-finished'>): void {
    const labels = this.#labelsOf(run, event.benchmark);
    if (labels === null) return;
    run.finishedCount++;
    if (this.#isNewest(run)) {
      this.#store.set(RUN_METRICS.benchmarksFinished, { environment: run.environment }, run.finishedCount);
    }
    if (!this.#isNewestOf(run, labels.benchmark_name)) return;
    this.#store.set(BENCHMARK_METRICS.failed, labels, event.failure === null ? 0 : 1);
    this.#store.set(BENCHMARK_METRICS.lastRunTimestamp, labels, (run.startedAtMs + event.t) / 1_000);
    if (event.head !== null) this.#setPercentiles(labels, event.head);
  }

  #recordVerdict(run: CurrentRun, event: LiveEventOf<'verdict'>): void {
    const labels = this.#labelsOf(run, event.benchmark);
    if (labels === null) return;
    this.verdicts.record({
      run: run.started.run,
      runStartedAtMs: run.startedAtMs,
      judgedAtMs: run.startedAtMs + event.t,
      commit: run.commit,
      benchmark: labels.benchmark_name,
      environment: run.environment,
      baseline: event.baseline,
      verdict: event.verdict,
      severity: event.severity,
      speedup: event.speedup,
    });
  }

  #recordWarning(run: CurrentRun, { warning }: LiveEventOf<'warning'>): void {
    const count = (run.warningCounts.get(warning.code) ?? 0) + 1;
    run.warningCounts.set(warning.code, count);
    if (!this.#isNewest(run)) return;
    this.#store.set(RUN_METRICS.warnings, { environment: run.environment, code: warning.code }, count);
  }

  #finishRun(run: CurrentRun, event: LiveEventOf<'run-finished'>): void {
    const { environment } = run;
    this.#store.summarize(RUN_METRICS.suiteDuration, {}, event.t / 1_000);
    if (this.#isNewest(run)) {
      this.#store.set(RUN_METRICS.suiteLastDuration, { environment }, event.t / 1_000);
      this.#store.set(RUN_METRICS.runInProgress, { environment }, 0);
    }
    if (event.interrupted) return;
    this.pipelines.recordRun(this.#pipelineOf(run.started), {
      run: run.started.run,
      startedAtMs: run.startedAtMs,
      finishedAtMs: run.startedAtMs + event.t,
      passed: event.exitCode === 0,
    });
  }

  #pipelineOf({ environment, git }: LiveEventOf<'run-started'>): Pipeline {
    return pipelineOf({ ci: environment.ci, branch: git?.branch ?? null }, this.#options.pipeline);
  }

  #labelsOf(run: CurrentRun, index: number): LabelSet<'benchmark_name' | 'environment'> | null {
    const benchmark = run.started.benchmarks[index];
    return benchmark === undefined ? null : { benchmark_name: benchmark.id, environment: run.environment };
  }

  #isNewest(run: CurrentRun): boolean {
    return this.#newest.isNewest(run.startedAtMs, run.environment);
  }

  #isNewestOf(run: CurrentRun, benchmark: string): boolean {
    return this.#newest.isNewest(run.startedAtMs, run.environment, benchmark);
  }
}

function speedupAt(comparison: Comparison, name: PercentileName): Estimate | null {
  return comparison.percentiles.find(({ percentile }) => percentile === name)?.speedup ?? null;
}
