import type { Estimate, LiveEventOf, PercentileName, Severity } from '@perf-suite/schema';
import { VERDICT_METRICS } from '../catalogue/benchmark-metrics.js';
import type { MetricStore } from '../store/metric-store.js';
import { RegressionHistory } from './regression-history.js';
import { CLOSING_REASONS, type JudgedRun, type OpenRegression } from './regression-life.js';
import { BySubject, labelsOf, type Subject } from './subject.js';

export interface JudgedBenchmark extends Subject, JudgedRun {
  readonly judgedAtMs: number;
  readonly speedup: LiveEventOf<'verdict'>['speedup'];
  /** By how much a larger share of its requests fails, where that is a regression; null otherwise. */
  readonly failedChange: number | null;
}

export interface JudgedHistory {
  readonly subject: Subject;
  readonly open: OpenRegression | null;
  readonly runs: readonly JudgedBenchmark[];
}

interface Known {
  readonly history: RegressionHistory<JudgedBenchmark>;
  /** Runs whose regression, and runs whose closing of one, is counted. */
  readonly counted: Set<string>;
  readonly closedBy: Set<string>;
  /** Start of the newest run that measured it. */
  measuredMs: number;
}

const SEVERITIES: readonly Severity[] = ['warning', 'critical'];
const RECENT_RUNS = 5;
const SHOWN_RUNS = 20;

/** Turns verdicts into metrics; each run's verdict on a benchmark counts once, however often it is reported. */
export class VerdictMetrics {
  readonly #store: MetricStore;
  readonly #known = new BySubject<Known>();

  constructor(store: MetricStore) {
    this.#store = store;
  }

  /** Creates the counters at 0: one born at 1 never makes `increase()` fire. */
  preregister(subject: Subject): void {
    const labels = labelsOf(subject);
    for (const severity of SEVERITIES)
      this.#store.add(VERDICT_METRICS.regressionsDetected, { ...labels, severity }, 0);
    for (const reason of CLOSING_REASONS)
      this.#store.add(VERDICT_METRICS.regressionsClosed, { ...labels, reason }, 0);
  }

  record(judged: JudgedBenchmark): void {
    this.preregister(judged);
    const known = this.#knownOf(judged);
    this.#countRegression(judged, known);
    known.history.put(judged);
    this.#showLife(judged, known);
    const labels = labelsOf(judged);
    const recent = known.history.latest(RECENT_RUNS).filter(({ verdict }) => verdict === 'regressed').length;
    this.#store.set(VERDICT_METRICS.recentRegressedRuns, labels, recent);
    if (known.history.latest(1)[0]?.run !== judged.run) return;
    this.#store.remove(VERDICT_METRICS.verdict, labels);
    this.#store.set(VERDICT_METRICS.verdict, { ...labels, verdict: judged.verdict }, 1);
    this.#removeOverdueMissing(judged, known);
    this.recordSpeedup({ ...judged, baseline: judged.against.name });
    if (judged.failedChange === null) this.#store.remove(VERDICT_METRICS.failedIncrease, labels);
    else this.#store.set(VERDICT_METRICS.failedIncrease, labels, judged.failedChange);
  }

  /** Notes that a run measured the benchmark: it is missing no longer, even where nobody judges the run. */
  recordMeasured(subject: Subject, startedAtMs: number): void {
    const known = this.#knownOf(subject);
    known.measuredMs = Math.max(startedAtMs, known.measuredMs);
    this.#removeOverdueMissing(subject, known);
  }

  /** Sets the speedup and its bounds; those of another baseline go away. */
  recordSpeedup({
    speedup,
    baseline,
    ...subject
  }: Subject & { readonly baseline: string; readonly speedup: JudgedBenchmark['speedup'] }): void {
    for (const percentile of ['p50', 'p95'] as const) {
      const labels = { ...labelsOf(subject), percentile };
      const estimate = speedup[percentile];
      if (estimate === null) this.#removeSpeedup(labels);
      else this.#setSpeedup({ ...labels, baseline_version: baseline }, estimate);
    }
  }

  /** Returns what is known of each judged benchmark: what is open, and its latest runs, oldest first. */
  *judged(): Generator<JudgedHistory> {
    for (const { subject, value } of this.#known.entries()) {
      const runs = value.history.latest(SHOWN_RUNS);
      if (runs.length > 0) yield { subject, open: value.history.outcome().open, runs };
    }
  }

  /** Forgets a benchmark that is no longer measured. */
  forget(subject: Subject): void {
    this.#known.delete(subject);
  }

  forgetBranch(branch: string): void {
    this.#known.deleteBranch(branch);
  }

  /** Shows the regression that is open, and counts those that were closed. */
  #showLife(subject: Subject, { history, closedBy }: Known): void {
    const { open, closings } = history.outcome();
    const labels = labelsOf(subject);
    for (const severity of SEVERITIES) {
      const isOpen = open?.severity === severity;
      this.#store.set(VERDICT_METRICS.regressionOpen, { ...labels, severity }, isOpen ? 1 : 0);
    }
    for (const { run, reason } of closings) {
      if (closedBy.has(run)) continue;
      closedBy.add(run);
      this.#store.add(VERDICT_METRICS.regressionsClosed, { ...labels, reason }, 1);
    }
  }

  #removeOverdueMissing(subject: Subject, { history, measuredMs }: Known): void {
    const latest = history.latest(1)[0];
    if (latest?.verdict !== 'missing' || measuredMs < latest.startedAtMs) return;
    this.#store.remove(VERDICT_METRICS.verdict, labelsOf(subject));
  }

  #setSpeedup(labels: SpeedupLabels & { readonly baseline_version: string }, estimate: Estimate): void {
    const { baseline_version, ...ofAnyBaseline } = labels;
    const family = this.#store.families.get(VERDICT_METRICS.speedup.name);
    const known = family?.series.has(
      VERDICT_METRICS.speedup.labels.map((name) => labels[name]).join('\u0000'),
    );
    if (known !== true) this.#removeSpeedup(ofAnyBaseline);
    this.#store.set(VERDICT_METRICS.speedup, labels, estimate.point);
    this.#store.set(VERDICT_METRICS.speedupLower, labels, estimate.lower);
    this.#store.set(VERDICT_METRICS.speedupUpper, labels, estimate.upper);
  }

  #removeSpeedup(labels: SpeedupLabels): void {
    this.#store.remove(VERDICT_METRICS.speedup, labels);
    this.#store.remove(VERDICT_METRICS.speedupLower, labels);
    this.#store.remove(VERDICT_METRICS.speedupUpper, labels);
  }

  #countRegression(judged: JudgedBenchmark, { counted }: Known): void {
    const { run, verdict, severity, commit, judgedAtMs } = judged;
    if (verdict !== 'regressed' || severity === null || counted.has(run)) return;
    counted.add(run);
    const exemplar =
      commit === null
        ? null
        : { labels: { commit_hash: commit }, value: 1, timestampSeconds: judgedAtMs / 1_000 };
    this.#store.add(VERDICT_METRICS.regressionsDetected, { ...labelsOf(judged), severity }, 1, exemplar);
  }

  #knownOf(subject: Subject): Known {
    return this.#known.getOrCreate(subject, () => ({
      history: new RegressionHistory(),
      counted: new Set(),
      closedBy: new Set(),
      measuredMs: Number.NEGATIVE_INFINITY,
    }));
  }
}

type SpeedupLabels = ReturnType<typeof labelsOf> & { readonly percentile: PercentileName };
