import { type CollectedBenchmark, currentCollector } from '../collector.js';
import { benchmarkSteps } from './benchmark-steps.js';
import { currentCollections } from './collections.js';
import type { AnyFunction } from './computed-call.js';
import { expandArguments } from './expand-arguments.js';
import { kindOfFunction } from './kind-of-function.js';
import { placeholderStatistics } from './placeholder-report.js';

export const flags = { compact: 1, baseline: 2 };

/** mitata's B, what `bench()` returns: one function, for all combinations of its arguments. */
export class B {
  readonly f: AnyFunction;
  readonly _args: Record<string, readonly unknown[]> = {};
  _name = '';
  _group = 0;
  _gc: unknown = 'once';
  _highlight: unknown = false;
  flags = currentCollections().flags;

  constructor(name: string, f: AnyFunction) {
    if (kindOfFunction(f) === undefined)
      throw new TypeError(`"${name}": expected a function as the benchmark, found ${typeof f}`);
    this.f = f;
    this.name(name);
  }

  name(name: string, color: unknown = false): this {
    this._name = String(name);
    return this.highlight(color);
  }

  gc(gc: unknown = 'once'): this {
    this._gc = gc;
    return this;
  }

  highlight(color: unknown = false): this {
    this._highlight = color;
    return this;
  }

  compact(isOn = true): this {
    return this.#flag(flags.compact, isOn);
  }

  baseline(isOn = true): this {
    return this.#flag(flags.baseline, isOn);
  }

  #flag(flag: number, isOn: boolean): this {
    this.flags = isOn ? this.flags | flag : this.flags & ~flag;
    return this;
  }

  /** From `start` on multiplied, up to `end`, which is always among them. */
  range(name: string, start: number, end: number, multiplier = 8): this {
    return this.args(
      name,
      series(start, end, (value) => value * multiplier),
    );
  }

  dense_range(name: string, start: number, end: number, step = 1): this {
    return this.args(
      name,
      series(start, end, (value) => value + step),
    );
  }

  /** The values of `x`, of one argument, or of several; null takes an argument away. */
  args(name: null | string | readonly unknown[] | object, values?: readonly unknown[] | null): this {
    if (name === null) return this.#setValues('x', null);
    if (Array.isArray(name)) return this.#setValues('x', name);
    if (typeof name === 'string') return this.#setValues(name, values);
    for (const [argument, list] of Object.entries(name)) this.#setValues(argument, list ?? null);
    return this;
  }

  #setValues(argument: string, values: unknown): this {
    if (values === null) delete this._args[argument];
    else if (Array.isArray(values)) this._args[argument] = values;
    else throw new TypeError(`"${argument}": expected an array of values, found ${typeof values}`);
    return this;
  }

  *_names(): Generator<string> {
    for (const { name } of expandArguments(this._name, this._args)) yield name;
  }

  /** Runs nothing here: it is collected, and what it returns are placeholders. */
  async run() {
    currentCollector()?.addAll(() => this.benchmarks([]));
    return this.placeholderReport();
  }

  benchmarks(group: readonly string[]): CollectedBenchmark[] {
    return expandArguments(this._name, this._args).map(({ name, args }) => ({
      group,
      name,
      ...benchmarkSteps(this.f, args),
    }));
  }

  placeholderReport() {
    const kinds = ['static', 'args'];
    const isOn = (flag: number): boolean => (this.flags & flag) !== 0;
    const kind = kindOfFunction(this.f) ?? 'fn';
    return {
      isPlaceholder: true,
      kind: kinds[Object.keys(this._args).length] ?? 'multi-args',
      args: this._args,
      alias: this._name,
      group: this._group,
      baseline: isOn(flags.baseline),
      runs: expandArguments(this._name, this._args).map(({ name, args }) => ({
        name,
        args,
        stats: placeholderStatistics(kind),
        error: undefined,
      })),
      style: { highlight: this._highlight, compact: isOn(flags.compact) },
      // Of version 0.1.
      name: this._name,
      fn: this.f,
      async: false,
      time: 500,
      warmup: true,
      stats: placeholderStatistics(kind),
    };
  }
}

function series(start: number, end: number, next: (value: number) => number): number[] {
  const values: number[] = [];
  for (let value = start; value <= end; ) {
    values.push(value);
    const following = next(value);
    if (!(following > value))
      throw new RangeError(`expected a range that grows from ${start} to ${end}, found that it does not`);
    value = following;
  }
  return values.includes(end) ? values : [...values, end];
}
