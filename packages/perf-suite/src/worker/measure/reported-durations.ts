import type { Warning } from '@perf-suite/schema';

/** A day. What is longer is no duration of a benchmark, and would not fit into a run file. */
const MOST_MS = 86_400_000;

const ROUNDING = 1e-6;

/** Fewer equal durations may be chance where the function's clock is a coarse one. */
const ENOUGH_CALLS = 5;

/** What a benchmark says about its own times, as tinybench's `overriddenDuration` lets it. */
export class ReportedDurations {
  #first: number | null = null;
  #count = 0;
  #changed = false;

  /**
   * Returns how long a call took by its own account, in nanoseconds; `clockNs` where it says nothing.
   * @throws {TypeError} when what it says is no duration
   */
  durationNs(result: unknown, clockNs: number): number {
    const reportedMs = (result as { overriddenDuration?: unknown } | null | undefined)?.overriddenDuration;
    if (reportedMs === undefined) return clockNs;
    if (typeof reportedMs !== 'number' || !(reportedMs >= 0 && reportedMs <= MOST_MS))
      throw noDuration(reportedMs);
    this.#first ??= reportedMs;
    // The difference of two readings of one clock is rounded, each time in another way.
    if (Math.abs(reportedMs - this.#first) > ROUNDING * this.#first) this.#changed = true;
    this.#count += 1;
    return reportedMs * 1e6;
  }

  /** The duration in milliseconds that each of many calls reported; null where they differ. */
  get constantMs(): number | null {
    return this.#changed || this.#count < ENOUGH_CALLS ? null : this.#first;
  }
}

function noDuration(found: unknown): TypeError {
  const shown = typeof found === 'number' ? String(found) : found === null ? 'null' : `a ${typeof found}`;
  return new TypeError(
    `overriddenDuration: expected a finite number of milliseconds from 0 to ${MOST_MS} (a day), found ${shown}`,
  );
}

/** Returns a warning where the calls of a variant all reported the same duration: then no change can be detected. */
export function constantDurationWarnings(name: string, reported: readonly ReportedDurations[]): Warning[] {
  const constantMs = reported.map((one) => one.constantMs).find((ms) => ms !== null);
  if (constantMs === undefined || constantMs === null) return [];
  return [
    {
      code: 'constant-duration',
      message: `"${name}" reports the same duration for every call (overriddenDuration: ${constantMs}): a change in its code cannot be detected`,
      hint: 'Report what each call really took, from a clock that moves (no fake timers), or leave overriddenDuration out.',
    },
  ];
}
