/** What a worker's time goes to; `rest` is whatever lies between, such as sending results. */
export const STAGES = ['start', 'load', 'setUp', 'warmUp', 'measure', 'wait', 'rest'] as const;
export type Stage = (typeof STAGES)[number];

/** Time in each stage, in milliseconds. */
export type StageTimes = Readonly<Record<Stage, number>>;

export const NO_TIMES: StageTimes = { start: 0, load: 0, setUp: 0, warmUp: 0, measure: 0, wait: 0, rest: 0 };

/** Keeps the account of a process's time, from its start: each moment belongs to one stage. */
export class StageClock {
  readonly #nowMs: () => number;
  readonly #spentMs: Record<Stage, number> = { ...NO_TIMES };
  #current: Stage = 'start';
  #sinceMs = 0;

  /** @param nowMs milliseconds since the process started */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Returns the stage that ends with this one's beginning. */
  enter(stage: Stage): Stage {
    const before = this.#current;
    const nowMs = this.#nowMs();
    this.#spentMs[before] += nowMs - this.#sinceMs;
    this.#current = stage;
    this.#sinceMs = nowMs;
    return before;
  }

  times(): StageTimes {
    this.enter(this.#current);
    return { ...this.#spentMs };
  }
}

export function shareOfTimes(times: StageTimes, ratio: number): StageTimes {
  const share = { ...times };
  for (const stage of STAGES) share[stage] *= ratio;
  return share;
}

export function addTimes(a: StageTimes, b: StageTimes): StageTimes {
  const sum = { ...a };
  for (const stage of STAGES) sum[stage] += b[stage];
  return sum;
}
