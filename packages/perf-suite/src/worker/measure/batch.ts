import { OwnFunction, toNumber } from '../../wire/own-built-ins.js';
import type { Call } from '../load/subject.js';
import { nowNs } from './clock.js';
import { isThenable } from './probe.js';
import { ReportedDurations } from './reported-durations.js';

/** Runs n iterations and returns how long they took together, in nanoseconds, the clock's cost included. */
export type SyncBatch = (iterations: number) => number;
export type AsyncBatch = (iterations: number) => Promise<number>;

/** What one iteration looks like. */
export interface BatchShape {
  readonly async: boolean;
  /** True when the function itself reports how long it took, as tinybench's `overriddenDuration`. */
  readonly overridden: boolean;
  /** Takes in what the function reports, where it does. */
  readonly reported?: ReportedDurations | undefined;
  /** Read before and after, in place of the clock: what it grew by comes out in place of nanoseconds. */
  readonly now?: () => number;
}

/** Keeps results reachable, so that the compiler cannot drop the calls that made them. */
interface Sink {
  value: unknown;
}

let generatedCount = 0;

/**
 * Returns a loop made for this call alone. A loop shared by several benchmarks would collect all
 * their types and slow each of them: 0.9 ns for the first, 3.3 to 6.9 for later ones.
 */
export function generateBatch(call: Call, shape: BatchShape & { readonly async: true }): AsyncBatch;
export function generateBatch(call: Call, shape: BatchShape & { readonly async: false }): SyncBatch;
export function generateBatch(call: Call, shape: BatchShape): SyncBatch | AsyncBatch;
export function generateBatch(call: Call, shape: BatchShape): SyncBatch | AsyncBatch {
  if (call.loop !== undefined) return call.loop as SyncBatch | AsyncBatch;
  const sink: Sink = { value: undefined };
  const make: (...values: unknown[]) => SyncBatch | AsyncBatch = compile(batchSource(call, shape));
  const [input, parameters] = call.values;
  return make(
    call.run,
    call.self,
    input,
    parameters,
    shape.now ?? nowNs,
    sink,
    call.beforeEach,
    call.afterEach,
    shape.reported ?? new ReportedDurations(),
    refuseLatePromise,
    toNumber,
  );
}

// The Function constructor is the point here: source made for one benchmark, compiled on its own.
function compile(source: string): (...values: unknown[]) => SyncBatch | AsyncBatch {
  return new OwnFunction(
    'run',
    'self',
    'input',
    'parameters',
    'now',
    'sink',
    'beforeEach',
    'afterEach',
    'reported',
    'refuseLatePromise',
    'toNumber',
    source,
  ) as (...values: unknown[]) => SyncBatch | AsyncBatch;
}

/**
 * What the first call shows decides whether calls are awaited. Of one that returns a promise later, only the beginning
 * would be timed.
 */
export function refuseLatePromise(result: unknown): void {
  if (!isThenable(result)) return;
  // It is not awaited any more: what it rejects with would be told in place of this.
  result.then(undefined, () => {});
  throw new TypeError(
    'it returned a promise after earlier calls had returned none, so that its calls were not awaited: declare it with async: true',
  );
}

function batchSource(call: Call, shape: BatchShape): string {
  const hooked = call.beforeEach !== null || call.afterEach !== null;
  const body = hooked || shape.overridden ? oneByOneBody(call, shape) : tightBody(call, shape);
  generatedCount += 1;
  return `"use strict"; // batch ${generatedCount}: the number keeps V8 from sharing code between loops\n${body}`;
}

/** After the clock was read; most calls return no object. */
const CHECK = 'if (typeof result === "object" && result !== null) refuseLatePromise(result);';

function tightBody(call: Call, shape: BatchShape): string {
  return `return ${shape.async ? 'async ' : ''}function batch(iterations) {
  let result;
  const start = now();
  for (let i = 0; i < iterations; i++) result = ${callExpression(call, shape)};
  const end = now();
  sink.value = result;
  ${shape.async ? '' : CHECK}
  return toNumber(end - start);
}`;
}

function oneByOneBody(call: Call, shape: BatchShape): string {
  const wait = shape.async ? 'await ' : '';
  const clockNs = 'toNumber(end - start)';
  const duration = shape.overridden ? `reported.durationNs(result, ${clockNs})` : clockNs;
  return `return ${shape.async ? 'async ' : ''}function batch(iterations) {
  let total = 0;
  for (let i = 0; i < iterations; i++) {
    ${call.beforeEach === null ? '' : `${wait}beforeEach();`}
    try {
      const start = now();
      const result = ${callExpression(call, shape)};
      const end = now();
      sink.value = result;
      ${shape.async ? '' : CHECK}
      total += ${duration};
    } finally {
      ${call.afterEach === null ? '' : `${wait}afterEach();`}
    }
  }
  return total;
}`;
}

function callExpression(call: Call, shape: BatchShape): string {
  const expression =
    call.values.length > 0 ? 'run(input, parameters)' : call.self === undefined ? 'run()' : 'run.call(self)';
  return shape.async ? `await ${expression}` : expression;
}
