import { Benchmark } from './benchmark.js';
import { filterBy } from './collections.js';

/** Returns those that a function takes, or `fastest`, `slowest`, `successful`: placeholders are all of that. */
export function filter(benchmarks: unknown, callback: unknown): unknown[] {
  if (callback !== 'fastest' && callback !== 'slowest' && callback !== 'successful')
    return filterBy(benchmarks, callback);
  return filterBy(benchmarks, (one: unknown) => one instanceof Benchmark && one.cycles > 0);
}
