import { addTimes, NO_TIMES, type StageTimes, shareOfTimes } from '../../wire/stage-clock.js';

/** What a run's time goes to, from the start of its process. */
export const RUN_PHASES = [
  'planning',
  'base',
  'comparingSides',
  'rounds',
  'checkingPairs',
  'judging',
  'explaining',
] as const;
export type RunPhase = (typeof RUN_PHASES)[number];

/** Where the time of a run went, in milliseconds; the rounds by what their processes did. */
export type RunTimesSummary = Readonly<
  Record<
    Exclude<RunPhase, 'rounds'> | 'processes' | 'loading' | 'setUp' | 'warmUp' | 'measuring' | 'rest',
    number
  >
>;

/** Keeps the account of a run's time: each moment belongs to one phase. */
export class RunTimes {
  readonly #nowMs: () => number;
  readonly #spentMs = new Map<RunPhase, number>();
  #current: RunPhase = 'planning';
  #sinceMs = 0;
  #ofRounds: StageTimes = NO_TIMES;

  /** @param nowMs milliseconds since the process started */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Returns the phase that ends with this one's beginning. */
  enter(phase: RunPhase): RunPhase {
    const before = this.#current;
    const nowMs = this.#nowMs();
    this.#spentMs.set(before, (this.#spentMs.get(before) ?? 0) + nowMs - this.#sinceMs);
    this.#current = phase;
    this.#sinceMs = nowMs;
    return before;
  }

  /** Puts the time that `act` takes down to a phase of its own. */
  async during<T>(phase: RunPhase, act: () => Promise<T>): Promise<T> {
    const before = this.enter(phase);
    try {
      return await act();
    } finally {
      this.enter(before);
    }
  }

  /**
   * Adds what a round's processes said of their time. Where several ran at the same time, `atOnce` on average, each
   * stands for its share of the time that passed.
   */
  addRound(times: StageTimes, atOnce: number): void {
    this.#ofRounds = addTimes(this.#ofRounds, shareOfTimes(times, 1 / atOnce));
  }

  summary(): RunTimesSummary {
    this.enter(this.#current);
    const spent = (phase: RunPhase): number => this.#spentMs.get(phase) ?? 0;
    const { load, setUp, warmUp, measure, rest } = this.#ofRounds;
    return {
      planning: spent('planning'),
      base: spent('base'),
      comparingSides: spent('comparingSides'),
      // Starting and ending them, as no process can see its own.
      processes: Math.max(0, spent('rounds') - load - setUp - warmUp - measure - rest),
      loading: load,
      setUp,
      warmUp,
      measuring: measure,
      rest,
      checkingPairs: spent('checkingPairs'),
      judging: spent('judging'),
      explaining: spent('explaining'),
    };
  }
}
