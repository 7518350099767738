import { isThenable } from '../../measure/probe.js';
import { Benchmark } from '../benchmark-js/benchmark.js';
import type { Options } from '../benchmark-js/events.js';
import type { CollectedBenchmark } from '../collector.js';

/** What a case is given: what is measured, or a setup that returns it; either may be asynchronous. */
export type Test = (this: unknown) => unknown;

/** A case among the benchmarks of a suite. */
export class Case extends Benchmark {
  readonly #test: Test;

  constructor(name: string, test: Test, options: Options) {
    super(name, test, options);
    this.#test = test;
  }

  override collected(): CollectedBenchmark {
    const test = this.#test;
    let run: Test | null = null;
    return {
      group: [],
      name: this.title,
      async: null,
      async enter() {
        run ??= await measuredBy(test);
      },
      call: () => ({ run: run as Test, self: undefined, values: [], beforeEach: null, afterEach: null }),
      async leave() {},
      async dispose() {},
    };
  }
}

/** Only its first call shows whether a function is a setup. */
async function measuredBy(test: Test): Promise<Test> {
  const returned = test();
  const result: unknown = isThenable(returned) ? await returned : returned;
  return typeof result === 'function' ? (result as Test) : test;
}
