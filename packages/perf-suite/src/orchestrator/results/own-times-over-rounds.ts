import type { Variant, Warning } from '@perf-suite/schema';
import { median } from '../../wire/median.js';
import type { OwnTimes } from '../../wire/protocol.js';

/** Part of the time that a call tells by which head may leave out more than base. */
const MOST_LEFT_OUT_RATIO = 0.05;

/** What all of so many rounds show is no noise. Fewer decide no verdict. */
const ENOUGH_ROUNDS = 5;

/**
 * Compares what the calls of both sides tell of their own time (`overriddenDuration`) with what the clock showed. Calls
 * may leave out work that is not theirs, such as making their input; but where head leaves out more than base, its
 * stopwatch may be wrong, and a slowdown may hide in what it leaves out. Less is no doubt: what then looks slower was
 * measured.
 */
export class OwnTimesOverRounds {
  /** By round: what head leaves out more than base, as part of what base tells. */
  readonly #ratios: number[] = [];

  add({ base, head }: Partial<Record<Variant, OwnTimes>>): void {
    if (base === undefined || head === undefined) return;
    // A coarse clock tells zero of short calls: then all of their time is left out.
    const toldNs = Math.max(base.reportedNs, 0.01 * (base.reportedNs + base.restNs));
    if (toldNs > 0) this.#ratios.push((head.restNs - base.restNs) / toldNs);
  }

  warning(): Warning | null {
    const isSteady = this.#ratios.every((ratio) => ratio > MOST_LEFT_OUT_RATIO);
    if (!isSteady || this.#ratios.length < ENOUGH_ROUNDS) return null;
    const percent = Math.round(100 * median(this.#ratios));
    return {
      code: 'reported-time-differs',
      message: `the time that it reports itself (overriddenDuration) leaves out more of head's calls than of base's: by the clock, head takes another ${percent} % of base's reported time that it does not report`,
      hint: 'Check the stopwatch that head uses, and what it does outside of the time that it reports.',
    };
  }
}
