import { Benchmark } from './benchmark.js';
import { BenchmarkEvent, isPlainObject, type Listener, type Options } from './events.js';
import { inTurn } from './in-turn.js';

interface InvokeOptions {
  readonly name: string;
  readonly args?: unknown;
  readonly queued?: boolean;
  readonly onStart?: Listener;
  readonly onCycle?: Listener;
  readonly onComplete?: Listener;
}

/**
 * Calls a method of each and returns what they return. Takes the method's name and what to call it with, or options.
 */
export function invoke(benchmarks: unknown, ...given: unknown[]): unknown[] {
  const [first, ...rest] = given;
  const options: InvokeOptions = isPlainObject(first)
    ? (first as Options & InvokeOptions)
    : { name: String(first), args: rest };
  const { name, queued } = options;
  const args: readonly unknown[] = options.args === undefined ? [] : [options.args].flat();
  const items: readonly unknown[] = Array.from(benchmarks as ArrayLike<unknown>);
  const results = [...items];
  const tell = (listener: Listener | undefined, type: string, target: unknown): BenchmarkEvent => {
    const event = new BenchmarkEvent({ type, target, currentTarget: benchmarks });
    listener?.call(benchmarks, event);
    return event;
  };
  if (items.length === 0) return results;
  tell(options.onStart, 'start', items[0]);
  inTurn([...items.keys()], {
    isLater: (index) => name === 'run' && isLater(items[index], args[0]),
    act: (index) => {
      const item: unknown = Object(items[index]);
      const method: unknown = Reflect.get(item as object, name);
      results[index] = typeof method === 'function' ? Reflect.apply(method, items[index], args) : undefined;
    },
    afterEach: (index) => {
      const cycle = tell(options.onCycle, 'cycle', items[index]);
      if (queued === true) Array.prototype.shift.call(benchmarks);
      return !cycle.aborted;
    },
    atEnd: (index) => tell(options.onComplete, 'complete', items[index]),
  });
  return results;
}

function isLater(item: unknown, options: unknown): boolean {
  return item instanceof Benchmark && item.isAsync(isPlainObject(options) ? options : undefined);
}
