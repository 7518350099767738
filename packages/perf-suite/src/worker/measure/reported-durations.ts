import type { Warning } from '@perf-suite/schema';
import { median } from '../../wire/median.js';
import { abs, min, OwnFloat64Array } from '../../wire/own-built-ins.js';
import type { OwnTimes } from '../../wire/protocol.js';

/** A day. What is longer is no duration of a benchmark, and would not fit into a run file. */
const MOST_MS = 86_400_000;

const ROUNDING = 1e-6;

/** Fewer equal durations may be chance where the function's clock is a coarse one. */
const ENOUGH_CALLS = 5;

/** The latest calls of which both times are kept. */
const KEPT_CALLS = 1024;

/** What a call returns that took the time of its work itself, which may be many operations. */
export class OwnTime {
  /** Of one operation, in milliseconds. */
  readonly overriddenDuration: number;
  readonly operations: number;

  constructor(totalNs: number, operations: number) {
    this.overriddenDuration = totalNs / operations / 1e6;
    this.operations = operations;
  }
}

/** What a benchmark says about its own times, as tinybench's `overriddenDuration` lets it. */
export class ReportedDurations {
  #first: number | null = null;
  #count = 0;
  #changed = false;
  readonly #reportedNs = new OwnFloat64Array(KEPT_CALLS);
  readonly #restNs = new OwnFloat64Array(KEPT_CALLS);

  /**
   * Returns how long a call, or one operation of it, took by its own account, in nanoseconds; `clockNs` where it says
   * nothing.
   * @throws {TypeError} when what it says is no duration
   */
  durationNs(result: unknown, clockNs: number): number {
    const reportedMs = (result as { overriddenDuration?: unknown } | null | undefined)?.overriddenDuration;
    if (reportedMs === undefined) return clockNs;
    if (typeof reportedMs !== 'number' || !(reportedMs >= 0 && reportedMs <= MOST_MS))
      throw noDuration(reportedMs);
    this.#first ??= reportedMs;
    // The difference of two readings of one clock is rounded, each time in another way.
    if (abs(reportedMs - this.#first) > ROUNDING * this.#first) this.#changed = true;
    const reportedNs = reportedMs * 1e6;
    const place = this.#count % KEPT_CALLS;
    this.#reportedNs[place] = reportedNs;
    const operations = result instanceof OwnTime ? result.operations : 1;
    this.#restNs[place] = clockNs / operations - reportedNs;
    this.#count += 1;
    return reportedNs;
  }

  /** What the latest calls told of their time, and what they left out; null after too few of them. */
  get times(): OwnTimes | null {
    const count = min(this.#count, KEPT_CALLS);
    if (count < ENOUGH_CALLS) return null;
    const middle = (values: Float64Array): number => median([...values.subarray(0, count)]);
    return { reportedNs: middle(this.#reportedNs), restNs: middle(this.#restNs) };
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
