import { isThenable } from '../../measure/probe.js';
import type { AnyFunction } from './computed-call.js';

/** Returns a function that makes this many calls of `fn` at a time, and waits for all of them. */
export function inParallel(fn: AnyFunction, concurrency: number): AnyFunction {
  if (concurrency <= 1) return fn;
  return () => {
    const results = new Array<unknown>(concurrency);
    for (let i = 0; i < concurrency; i++) results[i] = fn();
    return together(results);
  };
}

/** The same with parameters for each call. */
export function inParallelWith(fn: AnyFunction): (calls: readonly (readonly never[])[]) => unknown {
  return (calls) => together(calls.map((values) => fn(...values)));
}

/** Returns the values, or a promise of them where they have to be waited for. */
export function together(values: unknown[]): unknown {
  return values.some(isThenable) ? Promise.all(values) : values;
}
