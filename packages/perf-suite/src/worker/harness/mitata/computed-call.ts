import type { Call } from '../../load/subject.js';
import { refuseLatePromise } from '../../measure/batch.js';
import { nowNs } from '../../measure/clock.js';
import { isThenable } from '../../measure/probe.js';
import { inParallel, inParallelWith, together } from './concurrency.js';

export type AnyFunction = (...values: never[]) => unknown;

/** Makes one parameter of one call. */
type MakeParameter = () => unknown;

/** So many calls' parameters are made ahead at most. */
const MOST_AHEAD = 4096;

/** Returns the call of a function that takes nothing. */
export function plainCall(run: AnyFunction): Call {
  return { run, self: undefined, values: [], beforeEach: null, afterEach: null };
}

/** Returns the call of a function that says itself how many nanoseconds it took. */
export function manualCall(manual: AnyFunction, parameters: readonly MakeParameter[]): Call {
  const report = (ns: unknown) => ({ overriddenDuration: Number(ns) / 1e6 });
  return plainCall(() =>
    whenReady(makeValues(parameters), (values) => whenReady(manual(...(values as never[])), report)),
  );
}

/**
 * Returns the call of a function whose parameters are new for each call. Those of a whole batch are made before it
 * begins, so that making them is not timed.
 */
export function computedCall(
  bench: AnyFunction,
  parameters: readonly MakeParameter[],
  concurrency: number,
): Call {
  if (parameters.length === 0) return plainCall(inParallel(bench, concurrency));
  if (concurrency <= 1) return aheadCall(bench, parameters);
  const makeAll = () => together(Array.from({ length: concurrency }, () => makeValues(parameters)));
  return aheadCall(inParallelWith(bench), [makeAll]);
}

function aheadCall(bench: AnyFunction, parameters: readonly MakeParameter[]): Call {
  const columns = parameters.map((): unknown[] => []);
  // As the first call shows.
  let waitsForParameters = false;
  let waitsForCalls = false;
  let timed: TimedCalls | null = null;
  const run = (): unknown => {
    const made = makeValues(parameters);
    waitsForParameters ||= isThenable(made);
    return whenReady(made, (values) => {
      const returned: unknown = bench(...(values as never[]));
      waitsForCalls ||= isThenable(returned);
      return returned;
    });
  };
  const loop = (iterations: number): number | Promise<number> => {
    timed ??= generateTimedCalls(bench, parameters.length, waitsForCalls);
    if (waitsForParameters || waitsForCalls) return loopAsync(timed, iterations);
    let totalNs = 0;
    for (let left = iterations; left > 0; left -= MOST_AHEAD) {
      const count = Math.min(left, MOST_AHEAD);
      for (const [p, column] of columns.entries()) {
        const make = parameters[p] as MakeParameter;
        for (let i = 0; i < count; i++) column[i] = make();
      }
      totalNs += timed(columns, count) as number;
    }
    return totalNs;
  };
  const loopAsync = async (timed: TimedCalls, iterations: number): Promise<number> => {
    let totalNs = 0;
    for (let left = iterations; left > 0; left -= MOST_AHEAD) {
      const count = Math.min(left, MOST_AHEAD);
      for (const [p, column] of columns.entries()) {
        const make = parameters[p] as MakeParameter;
        for (let i = 0; i < count; i++) column[i] = await make();
      }
      totalNs += await timed(columns, count);
    }
    return totalNs;
  };
  return { ...plainCall(run), loop, preparesEachCall: true };
}

/** Calls a benchmark with the parameters in each row, and returns how long that took, in nanoseconds. */
type TimedCalls = (columns: readonly (readonly unknown[])[], count: number) => number | Promise<number>;

/** Made for one benchmark alone: a loop that several share would slow each of them. */
function generateTimedCalls(bench: AnyFunction, parameterCount: number, async: boolean): TimedCalls {
  const indexes = Array.from({ length: parameterCount }, (_, i) => i);
  const parameters = indexes.map((i) => `column${i}[i]`).join(', ');
  const make = new Function(
    'bench',
    'now',
    'sink',
    'refuseLatePromise',
    `"use strict";
return ${async ? 'async ' : ''}function timedCalls(columns, count) {
  ${indexes.map((i) => `const column${i} = columns[${i}];`).join('\n  ')}
  let result;
  const start = now();
  for (let i = 0; i < count; i++) result = ${async ? 'await ' : ''}bench(${parameters});
  const end = now();
  sink.value = result;
  ${async ? '' : 'refuseLatePromise(result);'}
  return Number(end - start);
}`,
  );
  return make(bench, nowNs, {}, refuseLatePromise) as TimedCalls;
}

function makeValues(parameters: readonly MakeParameter[]): unknown {
  return together(parameters.map((make) => make()));
}

function whenReady(value: unknown, next: (value: unknown) => unknown): unknown {
  return isThenable(value) ? Promise.resolve(value).then(next) : next(value);
}
