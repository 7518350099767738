/** The workload's benchmarks, as named in workload/suite.bench.js. */
export const BENCHMARKS: readonly string[] = [
  'semver',
  'marked',
  'mustache',
  'js-yaml',
  'picomatch',
  'papaparse',
];

/** What it imports, copied from examples/ into each checkout. */
export const LIBRARIES: readonly string[] = [
  'semver',
  'marked',
  'mustache',
  'js-yaml',
  'picomatch',
  'papaparse',
];
