import type { GeneratorUse, LoadFacts } from '@perf-suite/load';
import { median } from '../../wire/median.js';

/** How the load generator fared over the slices of a round. */
export class GeneratorTotal {
  readonly #slices: LoadFacts[] = [];

  add(slice: LoadFacts): void {
    this.#slices.push(slice);
  }

  /** Times are medians over the slices, shares are means by time; null without a slice. */
  use(): GeneratorUse | null {
    if (this.#slices.length === 0) return null;
    const uses = this.#slices.map(({ generator }) => generator);
    const late = (key: 'p50' | 'p99'): number => median(uses.map(({ lateNs }) => lateNs[key]));
    const waits = uses.flatMap(({ coreWaitRatio }) => coreWaitRatio ?? []);
    return {
      lateNs: { p50: late('p50'), p99: late('p99'), max: Math.max(...uses.map(({ lateNs }) => lateNs.max)) },
      cpuRatio: this.#byTime(uses.map(({ cpuRatio }) => cpuRatio)),
      coreWaitRatio: waits.length < uses.length ? null : this.#byTime(waits),
    };
  }

  #byTime(ratios: readonly number[]): number {
    const times = this.#slices.map(({ elapsedNs }) => Math.max(1, elapsedNs));
    const whole = times.reduce((sum, ns) => sum + ns, 0);
    return ratios.reduce((sum, ratio, i) => sum + ratio * (times[i] as number), 0) / whole;
  }
}
