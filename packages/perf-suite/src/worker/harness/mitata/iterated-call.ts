import type { Call } from '../../load/subject.js';
import { nowNs } from '../../measure/clock.js';
import { isThenable } from '../../measure/probe.js';
import type { AnyFunction } from './computed-call.js';
import type { Arguments } from './expand-arguments.js';

/**
 * Returns the call of a function that loops itself: `(state) => { for (const _ of state) work(); }`. It is called once
 * for each batch; what it does around its loop is not timed.
 */
export function iteratedCall(fn: AnyFunction, args: Arguments): Call {
  const iterate = (iterations: number): number | Promise<number> => {
    const state = new TimedIterations(iterations, args);
    const returned: unknown = Reflect.apply(fn, undefined, [state]);
    if (isThenable(returned)) return Promise.resolve(returned).then(() => state.durationNs());
    return state.durationNs();
  };
  return {
    run: () => {
      const durationNs = iterate(1);
      // A time is nothing that the benchmark returned.
      return typeof durationNs === 'number' ? undefined : durationNs.then(() => undefined);
    },
    self: undefined,
    values: [],
    beforeEach: null,
    afterEach: null,
    loop: iterate,
  };
}

const NEXT = { done: false, value: undefined };
const DONE = { done: true, value: undefined };

/** What such a function is given: reads the clock where its loop begins, and where it ends. */
class TimedIterations {
  readonly #args: Arguments;
  readonly #iterator: { next(): { done: boolean; value: undefined } };
  #startNs: bigint | null = null;
  #endNs: bigint | null = null;

  constructor(iterations: number, args: Arguments) {
    this.#args = args;
    let left = iterations;
    const end = (): void => {
      this.#endNs ??= nowNs();
    };
    this.#iterator = {
      next() {
        if (left > 0) {
          left -= 1;
          return NEXT;
        }
        end();
        return DONE;
      },
    };
  }

  get(name: string): unknown {
    return this.#args[name];
  }

  [Symbol.iterator]() {
    this.#startNs ??= nowNs();
    return this.#iterator;
  }

  [Symbol.asyncIterator]() {
    return this[Symbol.iterator]();
  }

  durationNs(): number {
    if (this.#startNs === null || this.#endNs === null)
      throw new TypeError(
        'expected a function with a parameter to loop over it to the end, found that it does not: for (const _ of state) { ... }',
      );
    return Number(this.#endNs - this.#startNs);
  }
}
