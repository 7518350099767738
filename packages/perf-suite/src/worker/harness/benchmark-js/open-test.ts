import { isAsyncFunction } from '../../load/is-async-function.js';
import { isThenable } from '../../measure/probe.js';
import type { Benchmark } from './benchmark.js';
import { Deferred } from './deferred.js';
import { bodyOf, compileTest, isText, notGiven, parametersOf, type TestPart } from './test-source.js';

/** A test that can be called: its setup has run. */
export interface OpenTest {
  readonly run: (this: unknown) => unknown;
  readonly teardown: () => unknown;
}

/** Runs the setup again each time that it is called. */
export type Opener = () => OpenTest | Promise<OpenTest>;

/** What a benchmark consists of, as it was when its file ran it. */
export interface TestParts {
  readonly benchmark: Benchmark;
  readonly setup: TestPart;
  readonly fn: TestPart;
  readonly teardown: TestPart;
  readonly defer: boolean;
}

type Fn = (this: unknown, ...given: unknown[]) => unknown;

/**
 * Finds out how a test can be run, as benchmark.js does: by trying it once.
 * @throws what the setup throws
 */
export async function findOpener(parts: TestParts): Promise<Opener> {
  const ways = openers(parts);
  const last = ways.pop() as () => Opener;
  const failures: unknown[] = [];
  for (const way of ways) {
    try {
      const opener = way();
      await callOnce(parts, opener);
      return opener;
    } catch (thrown) {
      failures.push(thrown);
    }
  }
  const opener = last();
  const [first] = failures;
  if (first instanceof ReferenceError)
    await callOnce(parts, opener).catch((thrown: unknown) => {
      if (thrown instanceof ReferenceError && thrown.message !== first.message)
        throw unreachable(first, thrown);
    });
  return opener;
}

async function callOnce({ benchmark }: TestParts, opener: Opener): Promise<void> {
  const { run, teardown } = await opener();
  await run.call(benchmark);
  await teardown();
}

function unreachable(compiled: ReferenceError, called: ReferenceError): ReferenceError {
  return new ReferenceError(
    `compiled as one function with its setup, ${compiled.message}; called as the file has it, ${called.message}: expected a test that needs either the variables of its setup or those of its file`,
  );
}

/** The ways to run a test, from the one that benchmark.js tries first. */
function openers(parts: TestParts): (() => Opener)[] {
  const { setup, fn, teardown } = parts;
  const ways: (() => Opener)[] = [];
  if (isText(fn) || setup !== notGiven || teardown !== notGiven) {
    ways.push(() => compiled(parts, true));
    if (!isText(fn)) ways.push(() => compiled(parts, false));
  }
  if (![setup, fn, teardown].some(isText)) ways.push(() => () => called(parts));
  return ways;
}

/** All of it compiled from its text, or all but the test, which then sees the file's variables and no others. */
function compiled(parts: TestParts, withTest: boolean): Opener {
  const { benchmark, setup, fn, teardown } = parts;
  const text = {
    text: bodyOf(fn),
    parameters: parts.defer ? parametersOf(fn) : '',
    isAsync: isAsyncFunction(fn),
  };
  const open = compileTest({ setup: bodyOf(setup), fn: withTest ? text : null, teardown: bodyOf(teardown) });
  return () => {
    const { run, teardown: end } = open(benchmark);
    return { run: callable(parts, run ?? (fn as Fn)), teardown: () => end.call(benchmark) };
  };
}

/** As the functions that they are. */
function called(parts: TestParts): OpenTest | Promise<OpenTest> {
  const { benchmark, setup, fn, teardown } = parts;
  if (typeof fn !== 'function')
    throw new TypeError(`expected a function or its text as the test, found ${typeof fn}`);
  const test = { run: callable(parts, fn), teardown: () => (teardown as Fn).call(benchmark) };
  const done = (setup as Fn).call(benchmark);
  return isThenable(done) ? Promise.resolve(done).then(() => test) : test;
}

/** A deferred test becomes one that returns a promise. */
function callable({ benchmark, defer }: TestParts, run: Fn): Fn {
  if (!defer) return run;
  return () =>
    new Promise<void>((resolve, reject) => {
      const returned = run.call(benchmark, new Deferred(benchmark, resolve));
      if (isThenable(returned)) returned.then(undefined, reject);
    });
}
