import { batchSizeFor } from '../../measure/batch-size.js';
import { nowNs } from '../../measure/clock.js';
import { OwnTime } from '../../measure/reported-durations.js';

/** The timer that a benchmark gets which names an argument: it has to start and end it itself. */
export class ManagedTimer {
  /** How many operations the benchmark is asked to run between start and end. */
  readonly count: number;
  readonly #asked: OperationCount;
  #startNs: bigint | null = null;
  #endNs: bigint | null = null;
  #operations = 1;

  constructor(asked: OperationCount) {
    this.#asked = asked;
    this.count = asked.count;
  }

  start(): void {
    this.#startNs = nowNs();
  }

  end(operations = 1): void {
    this.#endNs = nowNs();
    if (!(operations >= 1))
      throw new RangeError(`timer.end(): expected how many operations it timed, from 1, found ${operations}`);
    this.#operations = operations;
  }

  ownTime(): OwnTime {
    if (this.#startNs === null || this.#endNs === null)
      throw new Error(
        `expected timer.start() and timer.end() in each call, found no ${this.#startNs === null ? 'start' : 'end'}()`,
      );
    const time = new OwnTime(Number(this.#endNs - this.#startNs), this.#operations);
    this.#asked.note(time);
    return time;
  }
}

/** How many operations to ask for: as many as make a call long enough for the clock, settled while it warms up. */
export class OperationCount {
  #best: OwnTime | null = null;
  #isSettled = false;
  #count = 1;

  get count(): number {
    return this.#count;
  }

  settle(): void {
    this.#isSettled = true;
  }

  /** The fastest call so far decides: a slow one may have met a garbage collection. */
  note(time: OwnTime): void {
    if (this.#isSettled) return;
    if (this.#best !== null && this.#best.overriddenDuration <= time.overriddenDuration) return;
    this.#best = time;
    this.#count = batchSizeFor(time.overriddenDuration * 1e6);
  }
}
