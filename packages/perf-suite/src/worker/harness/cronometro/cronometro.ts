import { isAsyncFunction } from '../../load/is-async-function.js';
import { callerFile } from '../caller-file.js';
import { type CollectedBenchmark, currentCollector } from '../collector.js';
import { placeholderResult, type Result } from './placeholder-result.js';

type Done = (error?: unknown) => void;

/** Returns a promise, or calls back where it takes a parameter. */
type Step = (done: Done) => unknown;

interface TestObject {
  readonly test?: Step;
  readonly before?: Step;
  readonly after?: Step;
  readonly skip?: boolean;
}

interface Options {
  /** Of early versions: what comes before a test, by its name. */
  readonly setup?: Readonly<Record<string, Step>>;
}

type Results = Record<string, Result>;
type Callback = (error: Error | null, results: Results) => unknown;

/** cronometro's only function: it keeps the tests, and runs none. */
export function cronometro(
  tests: Readonly<Record<string, Step | TestObject>>,
  options?: Options | Callback | null,
  callback?: Callback,
): Promise<Results> | undefined {
  const taken = Object.entries(tests).filter(([, test]) => (test as TestObject).skip !== true);
  const { setup = {} }: Options = typeof options === 'function' ? {} : (options ?? {});
  currentCollector()?.addSet({
    name: null,
    definedIn: callerFile(),
    benchmarks: () => taken.map(([name, test]) => benchmarkOf(name, test, setup[name])),
  });
  const results = Object.fromEntries(taken.map(([name]) => [name, placeholderResult()]));
  const done = typeof options === 'function' ? options : callback;
  if (done === undefined) return Promise.resolve(results);
  process.nextTick(done, null, results);
  return undefined;
}

function benchmarkOf(name: string, given: Step | TestObject, setup: Step | undefined): CollectedBenchmark {
  const {
    test = () => {},
    before = setup,
    after,
  }: TestObject = typeof given === 'function' ? { test: given } : given;
  let isSetUp = false;
  return {
    group: [],
    name,
    async: test.length > 0 || isAsyncFunction(test) ? true : null,
    async enter() {
      if (isSetUp) return;
      isSetUp = true;
      if (before !== undefined) await finished(before);
    },
    call: () => ({
      run: test.length > 0 ? () => finished(test) : (test as () => unknown),
      self: undefined,
      values: [],
      beforeEach: null,
      afterEach: null,
    }),
    async leave() {},
    async dispose() {
      if (!isSetUp) return;
      isSetUp = false;
      if (after !== undefined) await finished(after);
    },
  };
}

function finished(step: Step): unknown {
  if (step.length === 0) return (step as () => unknown)();
  return new Promise<void>((resolve, reject) => {
    const returned = step((error) => (error ? reject(error) : resolve()));
    // It may also return a promise.
    if (returned instanceof Promise) returned.then(() => resolve(), reject);
  });
}
