import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** Percentiles of latencies, in nanoseconds, to three digits. */
export interface LatencyPercentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/**
 * Counts latencies of any number in a fixed memory (some 200 KB), from 1 ns to an hour, to three digits.
 * It is HdrHistogram, which Node has built in.
 */
export class LatencyHistogram {
  readonly #histogram: RecordableHistogram = createHistogram({ lowest: 1, highest: 3.6e12, figures: 3 });

  get count(): number {
    return this.#histogram.count;
  }

  /** @param ns at least 0 */
  add(ns: number): void {
    this.#histogram.record(Math.max(1, Math.min(3.6e12, Math.round(ns))));
  }

  /** Returns null where nothing was counted. */
  percentiles(): LatencyPercentiles | null {
    if (this.#histogram.count === 0) return null;
    return {
      p50: this.#histogram.percentile(50),
      p95: this.#histogram.percentile(95),
      p99: this.#histogram.percentile(99),
      p999: this.#histogram.percentile(99.9),
      max: this.#histogram.max,
    };
  }

  /** Forgets what was counted. */
  reset(): void {
    this.#histogram.reset();
  }
}
