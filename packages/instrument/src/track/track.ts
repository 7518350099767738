import type { MetricStore } from '../store/metric-store.js';
import { isTracked, wrongArguments } from './expect-call.js';
import { recordTracked } from './record-tracked.js';
import type { Tracked } from './targets.js';

type Method<This, Args extends unknown[], Result> = (this: This, ...args: Args) => Result;

/** A decorator of a method (TC39; TypeScript from version 5 on, without `experimentalDecorators`). */
export type MethodDecorator = <This, Args extends unknown[], Result>(
  method: Method<This, Args, Result>,
  context: ClassMethodDecoratorContext<This, Method<This, Args, Result>>,
) => Method<This, Args, Result>;

/**
 * Returns a decorator that measures each call of a method.
 * @param tracked its own name and the method's, such as `method save`, where left out
 * @throws {TypeError} when it does not say what is tracked
 */
export function trackDecorator(store: MetricStore, tracked?: Tracked): MethodDecorator {
  if (tracked !== undefined && !isTracked(tracked)) throw wrongArguments('track', [tracked]);
  return (method, context) => {
    if (typeof context !== 'object' || context.kind !== 'method') {
      throw new TypeError(
        '@track: expected a method, and decorators as TC39 has them: turn experimentalDecorators off',
      );
    }
    const what = tracked ?? { function: String(context.name) };
    return function trackedMethod(...args) {
      return recordTracked(store, what, () => method.apply(this, args));
    };
  };
}
