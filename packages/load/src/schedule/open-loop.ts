import type { LoadModel } from './load-model.js';
import type { PreciseTimer } from './precise-timer.js';

/** Sends one request that was due at a time, in nanoseconds since the run began. */
export type SendAt = (intendedNs: number) => void;

export interface Loop {
  /** Resolves when nothing more will be sent; what was sent may still be under way. */
  readonly finished: Promise<void>;
  /** Sends nothing more. */
  stop(): void;
}

export interface OpenLoopOptions {
  readonly model: Extract<LoadModel, { kind: 'open' }>;
  readonly timeNs: number;
  readonly send: SendAt;
  readonly random: () => number;
  readonly timer: Pick<PreciseTimer, 'after' | 'cancel'>;
  /** Nanoseconds since the run began. */
  readonly nowNs: () => number;
}

/** Sends at the times of a schedule from 0 until `timeNs`, and at once what became due while it could not run. */
export function startOpenLoop({ model, timeNs, send, random, timer, nowNs }: OpenLoopOptions): Loop {
  const gapNs = 1e9 / model.ratePerSecond;
  const nextGap = model.arrivals === 'random' ? () => -Math.log(1 - random()) * gapNs : null;
  let index = 0;
  let dueNs = nextGap === null ? 0 : nextGap();
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const tick = (): void => {
    const now = nowNs();
    while (dueNs <= now && dueNs < timeNs) {
      send(dueNs);
      index++;
      // A product: a sum of a million gaps would drift.
      dueNs = nextGap === null ? index * gapNs : dueNs + nextGap();
    }
    if (dueNs >= timeNs) finish();
    else timer.after((dueNs - nowNs()) / 1e6, tick);
  };
  timer.after((dueNs - nowNs()) / 1e6, tick);
  return {
    finished,
    stop() {
      timer.cancel();
      finish();
    },
  };
}
