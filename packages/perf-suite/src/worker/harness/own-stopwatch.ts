import { isThenable } from '../measure/probe.js';
import type { OwnTime } from '../measure/reported-durations.js';

/** What a benchmark function is given to say itself which part of its call is timed: its `start()` and `end()`. */
interface OwnStopwatch {
  /**
   * Called when the call is over.
   * @throws where the harness would not accept how it was used
   */
  ownTime(): OwnTime | undefined;
}

/** Returns what to call for one sample: the function with a stopwatch of its own, whose time is the result. */
export function withOwnStopwatch<T extends OwnStopwatch>(
  fn: (stopwatch: T) => unknown,
  makeStopwatch: () => T,
): () => unknown {
  return () => {
    const stopwatch = makeStopwatch();
    const returned = fn(stopwatch);
    return isThenable(returned) ? returned.then(() => stopwatch.ownTime()) : stopwatch.ownTime();
  };
}
