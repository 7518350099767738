import { asTest, PASSING_EXPECT } from './passing-expect.js';
import type { Hook, SuiteNode, TestNode } from './suite-tree.js';
import { type RunBenchmark, testBench } from './test-bench.js';

/** Ends a test that skips itself. */
class Skipped extends Error {
  override readonly name = 'Skipped';
}

let cleanups: (() => unknown)[] | null = null;

/** Lets `act` run after the benchmarks of the test that runs now. */
export function onTestFinished(act: () => unknown): void {
  cleanups?.push(act);
}

/** Whether a test may declare benchmarks: with vitest 5 they are declared by what its function is given. */
export function mayDeclare({ body }: TestNode): boolean {
  return body.length > 0;
}

/**
 * Runs a test, which declares its benchmarks to `onRun`, and returns what is to run after these: what it measures must
 * still be there.
 */
export async function runTest(
  test: TestNode,
  suites: readonly SuiteNode[],
  onRun: (benchmark: RunBenchmark) => void,
): Promise<() => Promise<void>> {
  const after: (() => unknown)[] = [];
  const context = contextOf(test, onRun);
  cleanups = after;
  try {
    for (const { hooks } of suites) {
      after.push(...hooks.afterEach.map((hook) => () => hook(context)));
      for (const hook of hooks.beforeEach) keepCleanup(await hook(context), after);
    }
    await asTest(async () => test.body(context));
  } catch (thrown) {
    if (!(thrown instanceof Skipped)) throw thrown;
  } finally {
    cleanups = null;
  }
  return async () => {
    for (const act of after.reverse()) await act();
  };
}

function keepCleanup(returned: unknown, after: (() => unknown)[]): void {
  if (typeof returned === 'function') after.push(returned as Hook);
}

function contextOf({ name }: TestNode, onRun: (benchmark: RunBenchmark) => void): object {
  return {
    bench: testBench(onRun),
    expect: PASSING_EXPECT,
    task: { type: 'test', name, meta: {} },
    signal: new AbortController().signal,
    annotate: async () => {},
    onTestFailed: () => {},
    onTestFinished,
    skip(condition?: unknown) {
      if (condition !== false) throw new Skipped(`"${name}" skips itself`);
    },
  };
}
