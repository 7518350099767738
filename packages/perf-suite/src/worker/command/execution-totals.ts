import type { BenchmarkMemory, ExecutionUsage, Variant } from '@perf-suite/schema';
import type { MemoryWatch } from '../measure/memory-watch.js';
import type { Execution } from './execute.js';

interface Used {
  readonly wallMs: number;
  readonly userMs: number;
  readonly systemMs: number;
  readonly count: number;
}

const NOTHING_USED: Used = { wallMs: 0, userMs: 0, systemMs: 0, count: 0 };

/** What a command's timed executions in one round used, by variant. */
export class ExecutionTotals implements MemoryWatch {
  readonly #used: Partial<Record<Variant, Used>> = {};
  readonly #peakBytes: Partial<Record<Variant, number>> = {};
  readonly #shown: Variant;
  #isCpuKnown = true;

  /** @param shown the variant whose memory stands for the benchmark */
  constructor(shown: Variant) {
    this.#shown = shown;
  }

  add(variant: Variant, { wallNs, cpu }: Execution): void {
    if (cpu === null) this.#isCpuKnown = false;
    const before = this.#used[variant] ?? NOTHING_USED;
    this.#used[variant] = {
      wallMs: before.wallMs + wallNs / 1e6,
      userMs: before.userMs + (cpu?.userMs ?? 0),
      systemMs: before.systemMs + (cpu?.systemMs ?? 0),
      count: before.count + 1,
    };
  }

  notePeak(variant: Variant, bytes: number | null): void {
    if (bytes !== null) this.#peakBytes[variant] = Math.max(bytes, this.#peakBytes[variant] ?? 0);
  }

  look(): void {}

  rested(): void {}

  /** Times are of all variants together, as those of a process that holds them; no part is this process's own. */
  stop(): BenchmarkMemory {
    const all = Object.values(this.#used);
    const rssPeakBytes = this.#peakBytes[this.#shown];
    return {
      gcCount: 0,
      gcMs: 0,
      heapUsedBeforeBytes: 0,
      heapUsedAfterBytes: 0,
      measuredMs: all.reduce((sum, { wallMs }) => sum + wallMs, 0),
      ...(this.#isCpuKnown && {
        cpuMs: all.reduce((sum, { userMs, systemMs }) => sum + userMs + systemMs, 0),
      }),
      ...(rssPeakBytes !== undefined && { rssPeakBytes }),
    };
  }

  /** The mean over the executions of each variant. */
  usage(): Partial<Record<Variant, ExecutionUsage>> {
    const of = (variant: Variant): ExecutionUsage => {
      const used = this.#isCpuKnown ? this.#used[variant] : undefined;
      const rssPeakBytes = this.#peakBytes[variant];
      return {
        ...(used !== undefined && { userMs: used.userMs / used.count, systemMs: used.systemMs / used.count }),
        ...(rssPeakBytes !== undefined && { rssPeakBytes }),
      };
    };
    const variants = new Set([...Object.keys(this.#used), ...Object.keys(this.#peakBytes)] as Variant[]);
    return Object.fromEntries([...variants].map((variant) => [variant, of(variant)]));
  }
}
