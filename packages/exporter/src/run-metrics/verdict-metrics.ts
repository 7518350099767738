import type { Estimate, LiveEventOf, PercentileName, Severity, Verdict } from '@perf-suite/schema';
import { VERDICT_METRICS } from '../catalogue/benchmark-metrics.js';
import type { MetricStore } from '../store/metric-store.js';
import { DatedFacts } from './dated-facts.js';
import { BySubject, labelsOf, type Subject } from './subject.js';

export interface JudgedBenchmark extends Subject {
  readonly run: string;
  readonly runStartedAtMs: number;
  readonly judgedAtMs: number;
  readonly commit: string | null;
  readonly baseline: string;
  readonly verdict: Verdict;
  readonly severity: Severity | null;
  readonly speedup: LiveEventOf<'verdict'>['speedup'];
}

const SEVERITIES: readonly Severity[] = ['warning', 'critical'];
const RECENT_RUNS = 5;

/** Turns verdicts into metrics; each run's verdict on a benchmark counts once, however often it is reported. */
export class VerdictMetrics {
  readonly #store: MetricStore;
  readonly #regressed = new BySubject<DatedFacts<boolean>>();
  readonly #counted = new BySubject<Set<string>>();

  constructor(store: MetricStore) {
    this.#store = store;
  }

  /** Creates the counters at 0: one born at 1 never makes `increase()` fire. */
  preregister(subject: Subject): void {
    for (const severity of SEVERITIES)
      this.#store.add(VERDICT_METRICS.regressionsDetected, { ...labelsOf(subject), severity }, 0);
  }

  record(judged: JudgedBenchmark): void {
    this.preregister(judged);
    this.#count(judged);
    const facts = this.#regressed.getOrCreate(judged, () => new DatedFacts<boolean>(RECENT_RUNS * 4));
    facts.put(judged.run, judged.runStartedAtMs, judged.verdict === 'regressed');
    const labels = labelsOf(judged);
    const recent = facts.latest(RECENT_RUNS).filter((regressed) => regressed).length;
    this.#store.set(VERDICT_METRICS.recentRegressedRuns, labels, recent);
    if (!facts.isLatest(judged.run)) return;
    for (const severity of SEVERITIES) {
      const open = judged.verdict === 'regressed' && judged.severity === severity;
      this.#store.set(VERDICT_METRICS.regressionOpen, { ...labels, severity }, open ? 1 : 0);
    }
    this.#store.remove(VERDICT_METRICS.verdict, labels);
    this.#store.set(VERDICT_METRICS.verdict, { ...labels, verdict: judged.verdict }, 1);
    this.recordSpeedup(judged);
  }

  /** Sets the speedup and its bounds; those of another baseline go away. */
  recordSpeedup(judged: Subject & Pick<JudgedBenchmark, 'baseline' | 'speedup'>): void {
    for (const percentile of ['p50', 'p95'] as const) {
      const labels = { ...labelsOf(judged), percentile };
      const estimate = judged.speedup[percentile];
      if (estimate === null) this.#removeSpeedup(labels);
      else this.#setSpeedup({ ...labels, baseline_version: judged.baseline }, estimate);
    }
  }

  /** Forgets a benchmark that is no longer measured. */
  forget(subject: Subject): void {
    this.#regressed.delete(subject);
    this.#counted.delete(subject);
  }

  forgetBranch(branch: string): void {
    this.#regressed.deleteBranch(branch);
    this.#counted.deleteBranch(branch);
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

  #count(judged: JudgedBenchmark): void {
    const { run, verdict, severity, commit, judgedAtMs } = judged;
    if (verdict !== 'regressed' || severity === null) return;
    const counted = this.#counted.getOrCreate(judged, () => new Set());
    if (counted.has(run)) return;
    counted.add(run);
    const exemplar =
      commit === null
        ? null
        : { labels: { commit_hash: commit }, value: 1, timestampSeconds: judgedAtMs / 1_000 };
    this.#store.add(VERDICT_METRICS.regressionsDetected, { ...labelsOf(judged), severity }, 1, exemplar);
  }
}

type SpeedupLabels = ReturnType<typeof labelsOf> & { readonly percentile: PercentileName };
