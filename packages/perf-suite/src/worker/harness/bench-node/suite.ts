import { isAsyncFunction } from '../../load/is-async-function.js';
import type { Phase } from '../../load/subject.js';
import { callerFile } from '../caller-file.js';
import { type CollectedBenchmark, type CollectedSet, currentCollector } from '../collector.js';
import { withOwnStopwatch } from '../own-stopwatch.js';
import { ManagedTimer, OperationCount } from './managed-timer.js';

type BenchmarkFunction = (timer: ManagedTimer) => unknown;

/** How long to measure, and how: not the file's to say here. */
type BenchmarkOptions = Readonly<Record<string, unknown>>;

/** bench-node's Suite: it keeps what is added, and runs nothing. */
export class Suite {
  readonly #set: CollectedSet;
  readonly #benchmarks: CollectedBenchmark[] = [];

  constructor() {
    this.#set = { name: null, definedIn: callerFile(), benchmarks: () => this.#benchmarks };
    currentCollector()?.use();
  }

  add(name: string, options: BenchmarkOptions | BenchmarkFunction, fn?: BenchmarkFunction): this {
    const given = typeof options === 'function' ? options : fn;
    if (typeof given !== 'function')
      throw new TypeError(`suite.add("${name}"): expected a function, found ${typeof given}`);
    // bench-node itself goes by this: only who names the argument times itself.
    const isManaged = given.length >= 1;
    this.#benchmarks.push(isManaged ? managed(name, given) : plain(name, given as () => unknown));
    return this;
  }

  async run(): Promise<unknown[]> {
    currentCollector()?.addSet(this.#set);
    return this.#benchmarks.map(({ name }) => placeholderResult(name));
  }
}

function plain(name: string, run: () => unknown): CollectedBenchmark {
  return {
    group: [],
    name,
    async: isAsyncFunction(run) ? true : null,
    async enter() {},
    call: () => ({ run, self: undefined, values: [], beforeEach: null, afterEach: null }),
    async leave() {},
    async dispose() {},
  };
}

/** One that times itself, around as many operations as it is asked to run or as it says it ran. */
function managed(name: string, fn: BenchmarkFunction): CollectedBenchmark {
  const operations = new OperationCount();
  const run = withOwnStopwatch(fn, () => new ManagedTimer(operations));
  return {
    ...plain(name, run),
    async: isAsyncFunction(fn) ? true : null,
    async enter(phase: Phase) {
      if (phase === 'run') operations.settle();
    },
  };
}

/** In place of what was measured: numbers of the right kind, without meaning. */
function placeholderResult(name: string) {
  return {
    isPlaceholder: true,
    name,
    opsSec: 1,
    opsSecPerRun: [1],
    totalTime: 1,
    iterations: 1,
    histogram: { samples: 1, min: 1, max: 1, sampleData: [1] },
    plugins: [],
    baseline: false,
  };
}
