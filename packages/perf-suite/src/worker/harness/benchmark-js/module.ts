import { Benchmark } from './api.js';

/** What `import ... from 'benchmark'` gets; `require('benchmark')` gets its default. */
export const {
  Deferred,
  Event,
  Suite,
  each,
  filter,
  forEach,
  forOwn,
  formatNumber,
  has,
  indexOf,
  invoke,
  join,
  map,
  options,
  platform,
  reduce,
  support,
  version,
} = Benchmark;
export { Benchmark as default } from './api.js';
