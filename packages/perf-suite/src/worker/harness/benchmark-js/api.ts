import { Benchmark as BenchmarkClass } from './benchmark.js';
import { callable } from './callable.js';
import { each, formatNumber, forOwn, has, indexOf, join, map, reduce } from './collections.js';
import { Deferred } from './deferred.js';
import { BenchmarkEvent } from './events.js';
import { filter } from './filter.js';
import { invoke } from './invoke.js';
import { platform } from './platform.js';
import { Suite } from './suite.js';

/** All of benchmark.js: a class with the rest as its properties, those of version 1 too. */
export const Benchmark = Object.assign(callable(BenchmarkClass), {
  Deferred: callable(Deferred),
  Event: callable(BenchmarkEvent),
  Suite: callable(Suite),
  each,
  extend: Object.assign,
  filter,
  forEach: each,
  forOwn,
  formatNumber,
  has,
  hasKey: has,
  indexOf,
  invoke,
  join,
  map,
  platform,
  pluck: map,
  reduce,
  runInContext: (): unknown => Benchmark,
  support: { browser: false, timeout: true, decompilation: true },
  version: '2.1.4',
});
Object.assign(Benchmark, { Benchmark });
