import { performance } from 'node:perf_hooks';
import { LatencyHistogram } from './latency-histogram.js';
import { threadUsage } from './thread-usage.js';

/** How the generator itself fared during a run of load. */
export interface GeneratorUse {
  /** Nanoseconds from the scheduled start of a request until it was sent; 0 in a closed loop. */
  readonly lateNs: { readonly p50: number; readonly p99: number; readonly max: number };
  /** CPU time of the generator's thread (where the system does not tell, of its process) as a share of one core. */
  readonly cpuRatio: number;
  /** Share of the time in which the thread was ready to run and had no core; null where the system does not tell. */
  readonly coreWaitRatio: number | null;
}

/** Watches the generator from now on. */
export class GeneratorWatch {
  readonly #late = new LatencyHistogram();
  readonly #startedMs = performance.now();
  readonly #before = threadUsage();

  noteLateness(ns: number): void {
    this.#late.add(ns);
  }

  use(): GeneratorUse {
    const elapsedNs = (performance.now() - this.#startedMs) * 1e6;
    const { cpuNs, coreWaitNs } = threadUsage();
    const late = this.#late.percentiles();
    return {
      lateNs: { p50: late?.p50 ?? 0, p99: late?.p99 ?? 0, max: late?.max ?? 0 },
      cpuRatio: (cpuNs - this.#before.cpuNs) / elapsedNs,
      coreWaitRatio:
        coreWaitNs === null || this.#before.coreWaitNs === null
          ? null
          : (coreWaitNs - this.#before.coreWaitNs) / elapsedNs,
    };
  }
}
