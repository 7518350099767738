import type { AnyFunction } from './computed-call.js';
import { kindOfFunction } from './kind-of-function.js';
import { placeholderStatistics } from './placeholder-report.js';
import { B } from './trial.js';

interface MeasureOptions {
  readonly args?: Readonly<Record<string, unknown>>;
}

/** mitata's way to measure one function and get its numbers: it becomes a benchmark by the function's name. */
export async function measure(fn: AnyFunction, { args = {} }: MeasureOptions = {}) {
  const trial = new B(fn?.name || 'anonymous', fn);
  for (const [name, value] of Object.entries(args)) trial.args(name, [value]);
  await trial.run();
  return placeholderStatistics(kindOfFunction(fn) ?? 'fn');
}
