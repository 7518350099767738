import { fileRunner, Runner } from './runner.js';

/** What `import ... from 'node:bench'` gets: names and default as Node's own module has them. */

type Rest = readonly unknown[];

const suite = (...given: Rest) => fileRunner().suite(given);
export const before = (fn: unknown) => fileRunner().hook('before', fn);
export const after = (fn: unknown) => fileRunner().hook('after', fn);
export const beforeEach = (fn: unknown) => fileRunner().hook('beforeEach', fn);
export const afterEach = (fn: unknown) => fileRunner().hook('afterEach', fn);
export const run = (options?: unknown) => fileRunner().run(options);
export const skip = (...given: Rest) => fileRunner().bench(given, { skip: true });
export const only = (...given: Rest) => fileRunner().bench(given, { only: true });

export function createRunner() {
  const runner = new Runner({ startsItself: false });
  return {
    suite: (...given: Rest) => runner.suite(given),
    describe: (...given: Rest) => runner.suite(given),
    before: (fn: unknown) => runner.hook('before', fn),
    after: (fn: unknown) => runner.hook('after', fn),
    beforeEach: (fn: unknown) => runner.hook('beforeEach', fn),
    afterEach: (fn: unknown) => runner.hook('afterEach', fn),
    run: (options?: unknown) => runner.run(options),
    bench: Object.assign((...given: Rest) => runner.bench(given), {
      skip: (...given: Rest) => runner.bench(given, { skip: true }),
      only: (...given: Rest) => runner.bench(given, { only: true }),
    }),
  };
}

export function runFile(): never {
  throw new Error(
    'runFile() runs the benchmarks of another file in a process of its own: name that file to perf-suite instead',
  );
}

const declareBench = (...given: Rest) => fileRunner().bench(given);

/** The same function by all its names: `bench`, the default, and what `require` returns. */
const bench = Object.assign(declareBench, {
  after,
  afterEach,
  before,
  beforeEach,
  bench: declareBench,
  createRunner,
  describe: suite,
  only,
  run,
  runFile,
  skip,
  suite,
});
bench.bench = bench;

export { bench, bench as default, suite, suite as describe };
