import { EXIT_CODES, gate, type LiveEvent, type LiveEventOf, type Report } from '@perf-suite/schema';
import { BENCHMARK_METRICS } from '../catalogue/benchmark-metrics.js';
import { EXECUTION_TIME_BY_ITERATION } from '../catalogue/compatibility-metrics.js';
import { RUN_METRICS } from '../catalogue/run-metrics.js';
import type { CustomRecorder } from '../custom/custom-recorder.js';
import type { MetricStore } from '../store/metric-store.js';
import { BudgetMetrics } from './budget-metrics.js';
import { type CurrentRun, currentRun, subjectOf } from './current-run.js';
import { describeMachine, describeRun } from './describe-run.js';
import { judgedIn, judgedLive, wasInterrupted } from './judged-report.js';
import { type BranchBound, DEFAULT_BRANCH_BOUND, DETACHED, KnownBranches } from './known-branches.js';
import { NewestRuns } from './newest-runs.js';
import { type Pipeline, PipelineMetrics, pipelineOf } from './pipeline-metrics.js';
import { recordResources } from './resource-metrics.js';
import { countRound, noteRound, showPercentiles, showRound } from './round-metrics.js';
import { labelsOf, type Subject } from './subject.js';
import { VerdictMetrics } from './verdict-metrics.js';

export interface RunMetricsOptions {
  readonly store: MetricStore;
  /** Also keep execution time by round, for dashboards that split by `iteration`. */
  readonly iterationLabel: boolean;
  /** What the run belongs to, where its events do not contain it. */
  readonly pipeline: Partial<Pipeline>;
  /** Takes what benchmarks say about metrics of the user's own; nobody does unless given. */
  readonly custom?: CustomRecorder;
  readonly branches?: BranchBound;
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
  readonly #branches: KnownBranches;
  readonly #options: RunMetricsOptions;
  readonly #store: MetricStore;
  #run: CurrentRun | null = null;

  constructor(options: RunMetricsOptions) {
    this.#options = options;
    this.#store = options.store;
    this.#branches = new KnownBranches(options.branches ?? DEFAULT_BRANCH_BOUND);
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
        if (this.#newest.isNewest(run.startedAtMs, { environment: run.environment }))
          recordResources(this.#store, event, run);
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
    const environment = report.environment.name;
    const branch = this.#branchOf(report.run.branch);
    if (!this.#admit(branch, startedAtMs)) return;
    this.#budgets.record(report, branch);
    for (const judged of judgedIn(report, branch)) {
      this.verdicts.record(judged);
      this.#newest.saw(startedAtMs, judged);
    }
    for (const { id, percentiles } of report.comparisons) {
      const effect = percentiles.find(({ percentile }) => percentile === 'p50')?.minimumEffect;
      if (effect === undefined) continue;
      const labels = labelsOf({ benchmark: id, environment, branch });
      this.#store.set(BENCHMARK_METRICS.minimumEffect, labels, effect);
    }
    this.#newest.saw(startedAtMs, { environment, branch });
    this.#recordPipeline(report, startedAtMs);
  }

  /** An interrupted run says nothing of its pipeline, nor does one that somebody started by hand. */
  #recordPipeline(report: Report, startedAtMs: number): void {
    const { run, environment, createdAt } = report;
    const pipeline = pipelineOf({ ci: environment.ci, branch: run.branch }, this.#options.pipeline);
    if (pipeline === null || wasInterrupted(report)) return;
    this.pipelines.record(pipeline, {
      run: run.id,
      startedAtMs,
      finishedAtMs: Date.parse(createdAt),
      passed: gate(report) === EXIT_CODES.done,
    });
  }

  /**
   * Removes benchmarks and branches not seen since; a benchmark only if its branch and environment ran without it,
   * and never the default branch.
   */
  forgetBefore(atMs: number): void {
    for (const subject of this.#newest.forgetBefore(atMs)) {
      this.verdicts.forget(subject);
      this.#budgets.forget(subject);
      this.#store.removeEverywhere(labelsOf(subject));
    }
    for (const branch of this.#branches.forgetBefore(atMs)) this.#forgetBranch(branch);
  }

  /** Returns whether a run's branch is one of those that are shown; forgets others that it takes the place of. */
  #admit(branch: string, startedAtMs: number): boolean {
    const forgotten = this.#branches.saw(branch, startedAtMs);
    if (this.#branches.isDefault(branch)) this.#removeHistogramsOfOthers(branch);
    for (const one of forgotten) this.#forgetBranch(one);
    return !forgotten.includes(branch);
  }

  #removeHistogramsOfOthers(defaultBranch: string): void {
    for (const histogram of [BENCHMARK_METRICS.executionTime, EXECUTION_TIME_BY_ITERATION])
      this.#store.keepOnly(histogram, 'branch', defaultBranch);
  }

  #forgetBranch(branch: string): void {
    this.#newest.forgetBranch(branch);
    this.verdicts.forgetBranch(branch);
    this.#budgets.forgetBranch(branch);
    this.pipelines.forgetBranch(branch);
    this.#store.removeEverywhere({ branch });
  }

  #start(started: LiveEventOf<'run-started'>): void {
    const run = currentRun(started, this.#branchOf(started.git?.branch ?? null));
    this.#run = null;
    if (!this.#admit(run.branch, run.startedAtMs)) return;
    this.#run = run;
    const { environment, branch, startedAtMs } = run;
    for (const { id } of started.benchmarks) {
      const subject = { benchmark: id, environment, branch };
      this.verdicts.preregister(subject);
      this.#store.add(BENCHMARK_METRICS.samples, labelsOf(subject), 0);
      this.#store.add(BENCHMARK_METRICS.rounds, labelsOf(subject), 0);
      this.#newest.saw(startedAtMs, subject);
    }
    this.#newest.saw(startedAtMs, { environment, branch });
    const pipeline = this.#pipelineOf(run);
    if (pipeline !== null) this.#store.add(RUN_METRICS.pipelineSeconds, pipeline, 0);
    if (this.#newest.isNewest(startedAtMs, { environment })) describeMachine(this.#store, run);
    if (this.#isNewest(run)) describeRun(this.#store, run);
  }

  #recordSamples(run: CurrentRun, event: LiveEventOf<'samples'>): void {
    const subject = subjectOf(run, event.benchmark);
    if (subject === null || event.variant !== 'head') return;
    const labels = labelsOf(subject);
    this.#store.add(BENCHMARK_METRICS.samples, labels, event.ns.length);
    if (!this.#branches.hasHistograms(run.branch)) return;
    this.#store.observe(BENCHMARK_METRICS.executionTime, labels, event.ns);
    if (!this.#options.iterationLabel) return;
    const iteration = String(event.round + 1);
    this.#store.observe(EXECUTION_TIME_BY_ITERATION, { ...labels, iteration }, event.ns);
  }

  #recordRound(run: CurrentRun, event: LiveEventOf<'benchmark-measured'>): void {
    const subject = subjectOf(run, event.benchmark);
    if (subject === null) return;
    if (event.head.count > 0) this.verdicts.recordMeasured(subject, run.startedAtMs);
    countRound(this.#store, subject, event);
    noteRound(run, event);
    if (this.#isNewestOf(run, subject)) showRound(this.#store, run, subject, event);
  }

  #recordCustom(run: CurrentRun, event: LiveEventOf<'metrics'>): void {
    const subject = subjectOf(run, event.benchmark);
    if (subject === null) return;
    this.#options.custom?.recordRun({ ...subject, startedAtMs: run.startedAtMs }, event.metrics);
  }

  #recordComparison(run: CurrentRun, { benchmark, speedup }: LiveEventOf<'comparison'>): void {
    const subject = subjectOf(run, benchmark);
    if (subject === null || !this.#isNewestOf(run, subject)) return;
    const baseline = run.started.baseline ?? 'base';
    this.verdicts.recordSpeedup({ ...subject, baseline, speedup });
  }

  #finishBenchmark(run: CurrentRun, event: LiveEventOf<'benchmark-finished'>): void {
    const subject = subjectOf(run, event.benchmark);
    if (subject === null) return;
    const { environment, branch } = run;
    run.finishedCount++;
    if (this.#isNewest(run))
      this.#store.set(RUN_METRICS.benchmarksFinished, { environment, branch }, run.finishedCount);
    if (!this.#isNewestOf(run, subject)) return;
    const labels = labelsOf(subject);
    this.#store.set(BENCHMARK_METRICS.failed, labels, event.failure === null ? 0 : 1);
    this.#store.set(BENCHMARK_METRICS.lastRunTimestamp, labels, (run.startedAtMs + event.t) / 1_000);
    if (event.head !== null) showPercentiles(this.#store, subject, event.head);
  }

  #recordVerdict(run: CurrentRun, event: LiveEventOf<'verdict'>): void {
    const subject = subjectOf(run, event.benchmark);
    if (subject === null) return;
    this.verdicts.record(judgedLive(run, subject, event));
  }

  #recordWarning(run: CurrentRun, { warning: { code } }: LiveEventOf<'warning'>): void {
    const count = (run.warningCounts.get(code) ?? 0) + 1;
    run.warningCounts.set(code, count);
    if (!this.#isNewest(run)) return;
    const { environment, branch } = run;
    this.#store.set(RUN_METRICS.warnings, { environment, branch, code }, count);
  }

  #finishRun(run: CurrentRun, event: LiveEventOf<'run-finished'>): void {
    const { environment, branch } = run;
    this.#store.summarize(RUN_METRICS.suiteDuration, {}, event.t / 1_000);
    if (this.#isNewest(run)) {
      this.#store.set(RUN_METRICS.suiteLastDuration, { environment, branch }, event.t / 1_000);
      this.#store.set(RUN_METRICS.runInProgress, { environment, branch }, 0);
    }
    const pipeline = this.#pipelineOf(run);
    if (pipeline === null) return;
    this.#store.add(RUN_METRICS.pipelineSeconds, pipeline, event.t / 1_000);
    // Without a verdict it was not judged, and says nothing of its pipeline.
    if (event.interrupted || event.verdict === null) return;
    this.pipelines.record(pipeline, {
      run: run.started.run,
      startedAtMs: run.startedAtMs,
      finishedAtMs: run.startedAtMs + event.t,
      passed: event.exitCode === EXIT_CODES.done,
    });
  }

  #pipelineOf({ started: { environment, git } }: CurrentRun): Pipeline | null {
    return pipelineOf({ ci: environment.ci, branch: git?.branch ?? null }, this.#options.pipeline);
  }

  #branchOf(branch: string | null): string {
    return this.#options.pipeline.branch ?? branch ?? DETACHED;
  }

  #isNewest({ startedAtMs, environment, branch }: CurrentRun): boolean {
    return this.#newest.isNewest(startedAtMs, { environment, branch });
  }

  #isNewestOf({ startedAtMs }: CurrentRun, subject: Subject): boolean {
    return this.#newest.isNewest(startedAtMs, subject);
  }
}
