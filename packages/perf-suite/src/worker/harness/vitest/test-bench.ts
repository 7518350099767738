import { placeholderResult } from '../placeholder-result.js';
import { Bench, Task } from '../tinybench/bench.js';
import type { TaskOptions } from '../tinybench/task-benchmark.js';
import { nameOf } from './modifiers.js';

/** A benchmark that a test has run. */
export interface RunBenchmark {
  readonly bench: Bench;
  readonly task: Task;
}

/** What `bench()` returns inside of a test. */
interface Registration {
  readonly name: string;
  readonly fn?: () => unknown;
  readonly fnOpts?: object;
  run(options?: object): Promise<unknown>;
  /** Null: a stored result, which nothing is run for. */
  readonly [COLLECT]: ((options: object) => void) | null;
}

const COLLECT = Symbol('collect');

/**
 * Returns the `bench` of a test's context in vitest 5. Nothing is run: `onRun` gets what the test runs, and the test
 * gets placeholders as results.
 */
export function testBench(onRun: (benchmark: RunBenchmark) => void): object {
  const bench = (given: unknown, ...rest: readonly unknown[]): Registration => {
    const name = nameOf(given);
    const fn = rest.find((value) => typeof value === 'function') as (() => unknown) | undefined;
    if (fn === undefined)
      throw new TypeError(
        `bench("${name}"): expected bench(name, fn) or bench(name, options, fn), found no function`,
      );
    const options = (rest.find((value) => typeof value === 'object' && value !== null) ?? {}) as TaskOptions;
    const collect = (runOptions: object): void => {
      const made = new Bench(runOptions);
      onRun({ bench: made, task: new Task(made, name, fn, options) });
    };
    return {
      name,
      fn,
      fnOpts: options,
      [COLLECT]: collect,
      async run(runOptions = {}) {
        collect(runOptions);
        return { name, ...placeholderResult() };
      },
    };
  };
  const from = (given: unknown): Registration => ({
    name: nameOf(given),
    [COLLECT]: null,
    run: async () => placeholderResult(),
  });
  return Object.assign(bench, { from, compare });
}

async function compare(...given: readonly (Registration | object)[]): Promise<object> {
  const compared = given.filter((one): one is Registration => COLLECT in one);
  const options = given.find((one) => !(COLLECT in one)) ?? {};
  for (const one of compared) one[COLLECT]?.(options);
  return {
    get(name: string) {
      if (!compared.some((one) => one.name === name))
        throw new Error(`expected one of the compared benchmarks, found "${name}"`);
      return { name, ...placeholderResult() };
    },
  };
}
