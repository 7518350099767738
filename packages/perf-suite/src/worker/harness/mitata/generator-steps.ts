import type { Call, SubjectSteps } from '../../load/subject.js';
import { type AnyFunction, computedCall, manualCall, plainCall } from './computed-call.js';
import { inParallel } from './concurrency.js';
import type { Arguments } from './expand-arguments.js';
import { kindOfFunction } from './kind-of-function.js';

type BenchmarkGenerator = Generator<unknown, void, undefined> | AsyncGenerator<unknown, void, undefined>;

/** Returns the steps of `function* (state) { set up; yield benchmark; tear down }`. */
export function generatorSteps(fn: AnyFunction, args: Arguments): SubjectSteps {
  let generator: BenchmarkGenerator | null = null;
  let call: Call | null = null;
  const state = { get: (name: string): unknown => args[name] };
  return {
    async enter() {
      if (generator !== null) return;
      generator = Reflect.apply(fn, undefined, [state]) as BenchmarkGenerator;
      const { value } = await generator.next();
      call = yieldedCall(value, args);
    },
    call: () => call as Call,
    async leave() {},
    async dispose() {
      if (generator === null) return;
      const ended = generator;
      generator = null;
      if (!(await ended.next()).done)
        throw new TypeError('expected the generator to yield once, found that it yields again');
    },
  };
}

/** An object that a generator yields. */
interface YieldedObject {
  readonly bench?: unknown;
  /** Returns how long it took, in nanoseconds. */
  readonly manual?: unknown;
  readonly concurrency?: unknown;
  /** Makes this parameter of the benchmark. */
  readonly [parameter: number]: unknown;
}

function yieldedCall(value: unknown, args: Arguments): Call {
  const yielded: YieldedObject = Object(value);
  const concurrency = Number(yielded.concurrency ?? args.concurrency ?? 1);
  if (kindOfFunction(value) === 'fn') return plainCall(inParallel(value as AnyFunction, concurrency));
  const bench = yielded.bench || yielded.manual;
  if (kindOfFunction(bench, true) !== 'fn')
    throw new TypeError(
      `expected the generator to yield a function without parameters, or an object with a function bench(), found ${typeof value}`,
    );
  const fn = bench as AnyFunction;
  const parameters = Array.from({ length: fn.length }, (_, i) => parameterAt(yielded, i));
  return yielded.manual ? manualCall(fn, parameters) : computedCall(fn, parameters, concurrency);
}

function parameterAt(yielded: YieldedObject, index: number): () => unknown {
  const make = yielded[index];
  if (kindOfFunction(make) !== 'fn')
    throw new TypeError(
      `expected a function [${index}]() beside bench(), which makes its parameter ${index}, found ${typeof make}`,
    );
  return make as () => unknown;
}
