import { nameWithParameters } from '../../../api/suite/expand-parameters.js';
import { isAsyncFunction } from '../../load/is-async-function.js';
import type { Phase } from '../../load/subject.js';
import type { CollectedBenchmark } from '../collector.js';
import { withOwnStopwatch } from '../own-stopwatch.js';
import { type Declaration, sortedParameters } from './arguments.js';
import { BenchContext, type ContextPhase } from './bench-context.js';
import type { Suite } from './suite.js';

/** Returns a benchmark as it was declared in a suite, with the hooks of all suites around it. */
export function declaredBenchmark({ name, options, fn }: Declaration, suite: Suite): CollectedBenchmark {
  const params = sortedParameters(options.params ?? {});
  const stop = new AbortController();
  const facts = { name, params, signal: stop.signal };
  let phase: ContextPhase = 'warmup';
  let index = 0;
  let isSetUp = false;
  const run = withOwnStopwatch(
    fn as (context: BenchContext) => unknown,
    () => new BenchContext(facts, phase, index++),
  );
  return {
    group: suite.names,
    name: nameWithParameters(name, params),
    async: isAsyncFunction(fn) ? true : null,
    async enter(entered: Phase) {
      phase = entered === 'warmup' ? 'warmup' : 'measurement';
      index = 0;
      if (isSetUp) return;
      isSetUp = true;
      // Around each benchmark, not once around all: a process may measure any of them, in any order.
      for (const one of suite.path) await one.runHooks('before', { name: one.name, signal: stop.signal });
      for (const one of suite.path) await one.runHooks('beforeEach', facts);
    },
    call: () => ({ run, self: undefined, values: [], beforeEach: null, afterEach: null }),
    async leave() {},
    async dispose() {
      if (!isSetUp) return;
      isSetUp = false;
      const inwardsOut = suite.path.toReversed();
      for (const one of inwardsOut) await one.runHooks('afterEach', facts);
      for (const one of inwardsOut) await one.runHooks('after', { name: one.name, signal: stop.signal });
    },
  };
}
