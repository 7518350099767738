import type { CollectedBenchmark } from '../collector.js';
import type { Benchmark } from './benchmark.js';
import { findOpener, type Opener, type OpenTest, type TestParts } from './open-test.js';
import { bodyOf } from './test-source.js';

/**
 * Returns a benchmark as it is measured: its setup runs once before the warm-up, its teardown once at the end. A setup
 * that prepares something for each of `this.count` calls runs before each call.
 */
export function collectedBenchmark(benchmark: Benchmark): CollectedBenchmark {
  const { setup, fn, teardown } = benchmark;
  const parts: TestParts = { benchmark, setup, fn, teardown, defer: Boolean(benchmark.defer) };
  const isEach = /\bthis\s*\.\s*count\b/.test(bodyOf(setup));
  let opener: Opener | null = null;
  let open: OpenTest | null = null;
  const setUp = (): Promise<void> | void => {
    const opened = (opener as Opener)();
    if (opened instanceof Promise)
      return opened.then((test) => {
        open = test;
      });
    open = opened;
  };
  const tearDown = (): unknown => {
    const ending = open?.teardown();
    open = null;
    return ending;
  };
  function runNewest(this: unknown): unknown {
    return (open as OpenTest).run.call(this);
  }
  return {
    group: [],
    name: benchmark.title,
    async: parts.defer ? true : null,
    async enter(phase) {
      // What setup and test declare is compiled together: a second setup would need a second test.
      if (phase !== 'warmup') return;
      benchmark.count = 1;
      opener = await findOpener(parts);
      if (!isEach) await setUp();
    },
    call: () => ({
      run: isEach ? runNewest : (open as OpenTest).run,
      self: benchmark,
      values: [],
      beforeEach: isEach ? setUp : null,
      afterEach: isEach ? tearDown : null,
    }),
    async leave(phase) {
      if (phase === 'run') await tearDown();
    },
    async dispose() {},
  };
}
