import type { Estimate, LiveEventOf, PercentileName, Severity, Verdict } from '@perf-suite/schema';
import { VERDICT_METRICS } from '../catalogue/benchmark-metrics.js';
import type { MetricStore } from '../store/metric-store.js';
import { DatedFacts } from './dated-facts.js';

export interface JudgedBenchmark {
  readonly run: string;
  readonly runStartedAtMs: number;
  readonly judgedAtMs: number;
  readonly commit: string | null;
  readonly benchmark: string;
  readonly environment: string;
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
  readonly #regressed = new Map<string, DatedFacts<boolean>>();
  readonly #counted = new Set<string>();

  constructor(store: MetricStore) {
    this.#store = store;
  }

  /** Creates the counters at 0: one born at 1 never makes `increase()` fire. */
  preregister(benchmark: string, environment: string): void {
    for (const severity of SEVERITIES) {
      const labels = { benchmark_name: benchmark, environment, severity };
      this.#store.add(VERDICT_METRICS.regressionsDetected, labels, 0);
    }
  }

  record(judged: JudgedBenchmark): void {
    this.preregister(judged.benchmark, judged.environment);
    this.#count(judged);
    const facts = this.#factsOf(judged);
    facts.put(judged.run, judged.runStartedAtMs, judged.verdict === 'regressed');
    const labels = { benchmark_name: judged.benchmark, environment: judged.environment };
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
  recordSpeedup(judged: Pick<JudgedBenchmark, 'benchmark' | 'environment' | 'baseline' | 'speedup'>): void {
    const labels = { benchmark_name: judged.benchmark, environment: judged.environment };
    for (const percentile of ['p50', 'p95'] as const) {
      const estimate = judged.speedup[percentile];
      if (estimate === null) this.#removeSpeedup({ ...labels, percentile });
      else this.#setSpeedup({ ...labels, percentile, baseline_version: judged.baseline }, estimate);
    }
  }

  /** Forgets a benchmark that is no longer measured. */
  forget(benchmark: string, environment: string): void {
    this.#regressed.delete(keyOf(benchmark, environment));
  }

  #setSpeedup(
    labels: {
      benchmark_name: string;
      environment: string;
      percentile: PercentileName;
      baseline_version: string;
    },
    estimate: Estimate,
  ): void {
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

  #removeSpeedup(labels: { benchmark_name: string; environment: string; percentile: PercentileName }): void {
    this.#store.remove(VERDICT_METRICS.speedup, labels);
    this.#store.remove(VERDICT_METRICS.speedupLower, labels);
    this.#store.remove(VERDICT_METRICS.speedupUpper, labels);
  }

  #count({ run, benchmark, environment, verdict, severity, commit, judgedAtMs }: JudgedBenchmark): void {
    if (verdict !== 'regressed' || severity === null) return;
    const key = `${run}\u0000${keyOf(benchmark, environment)}`;
    if (this.#counted.has(key)) return;
    this.#counted.add(key);
    const exemplar =
      commit === null
        ? null
        : { labels: { commit_hash: commit }, value: 1, timestampSeconds: judgedAtMs / 1_000 };
    const labels = { benchmark_name: benchmark, environment, severity };
    this.#store.add(VERDICT_METRICS.regressionsDetected, labels, 1, exemplar);
  }

  #factsOf({ benchmark, environment }: JudgedBenchmark): DatedFacts<boolean> {
    const key = keyOf(benchmark, environment);
    const facts = this.#regressed.get(key) ?? new DatedFacts<boolean>(RECENT_RUNS * 4);
    this.#regressed.set(key, facts);
    return facts;
  }
}

function keyOf(benchmark: string, environment: string): string {
  return `${benchmark}\u0000${environment}`;
}
