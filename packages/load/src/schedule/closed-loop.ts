import type { LoadModel } from './load-model.js';
import type { Loop } from './open-loop.js';

export interface ClosedLoopOptions {
  readonly model: Extract<LoadModel, { kind: 'closed' }>;
  readonly timeNs: number;
  /** Sends one request, due now; calls back when it ended. */
  readonly send: (intendedNs: number, onEnd: (wasAnswered: boolean) => void) => void;
  /** Nanoseconds since the run began. */
  readonly nowNs: () => number;
}

/** Without a pause, users of a service that is down would do nothing but fail, as fast as the machine can. */
const PAUSE_AFTER_FAILURE_MS = 100;

/**
 * Lets each of so many users send its next request when its last one ended, until `timeNs`; at least one each. A user whose request was
 * not answered at all waits 100 ms first.
 */
export function startClosedLoop({ model, timeNs, send, nowNs }: ClosedLoopOptions): Loop {
  let stopped = false;
  let active = model.concurrency;
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const leave = (): void => {
    if (--active === 0) finish();
  };
  const next = (): void => {
    if (stopped || nowNs() >= timeNs) leave();
    else sendNow();
  };
  const sendNow = (): void => {
    send(nowNs(), (wasAnswered) => {
      // Not from inside of the callback: a request that fails at once would call ever deeper.
      if (wasAnswered) setImmediate(next);
      else setTimeout(next, PAUSE_AFTER_FAILURE_MS);
    });
  };
  for (let user = 0; user < model.concurrency; user++) sendNow();
  return {
    finished,
    stop() {
      stopped = true;
      finish();
    },
  };
}
