import { callerFile } from '../caller-file.js';
import {
  type CollectedBenchmark,
  type CollectedSet,
  currentCollector,
  makeExportable,
} from '../collector.js';
import { Benchmark } from './benchmark.js';
import * as collections from './collections.js';
import { BenchmarkEvent, Emitter, isPlainObject, type Options } from './events.js';
import { filter } from './filter.js';
import { inTurn } from './in-turn.js';
import { invoke } from './invoke.js';

type List = Benchmark[];

/** benchmark.js's Suite: a list of benchmarks, of which a run emits events and measures nothing. */
export class Suite extends Emitter {
  static options: Options = {};

  [index: number]: Benchmark;
  // Found on the prototype, as those of arrays: a suite is no array, but is used like one.
  declare length: number;
  declare join: List['join'];
  declare pop: List['pop'];
  declare push: List['push'];
  declare reverse: List['reverse'];
  declare shift: List['shift'];
  declare slice: List['slice'];
  declare sort: List['sort'];
  declare splice: List['splice'];
  declare unshift: List['unshift'];
  declare name: string | undefined;
  aborted = false;
  running = false;
  /** Those whose turn came. */
  readonly #ran = new Set<Benchmark>();
  readonly #set: CollectedSet;

  /** @param definedIn the file that made it, where another harness makes it for that */
  constructor(name?: unknown, options?: Options, definedIn = callerFile()) {
    super();
    if (!isPlainObject(name)) this.name = name as string | undefined;
    this.take(Suite.options, isPlainObject(name) ? name : options);
    const nameNow = (): string | null => (this.name ? String(this.name) : null);
    this.#set = {
      get name() {
        return nameNow();
      },
      definedIn,
      benchmarks: () => this.#benchmarks(),
    };
    makeExportable(this, this.#set);
    currentCollector()?.use();
  }

  /** Those that it ran; all of them where it is exported instead, or has not come to its end. */
  #benchmarks(): CollectedBenchmark[] {
    const isOver = this.#ran.size > 0 && !this.running;
    const taken = new Set([...this.#ran, ...(isOver ? [] : this.slice())]);
    return [...taken].map((benchmark) => benchmark.collected());
  }

  add(name?: unknown, fn?: unknown, options?: unknown): this {
    const benchmark = name instanceof Benchmark ? name : new Benchmark(name, fn, options);
    const event = new BenchmarkEvent({ type: 'add', target: benchmark });
    this.emit(event);
    if (!event.cancelled) this.push(benchmark);
    return this;
  }

  run(options: Options = {}): this {
    currentCollector()?.addSet(this.#set);
    this.reset();
    const benchmarks = this.slice();
    const [first] = benchmarks;
    if (first === undefined) return this;
    this.running = true;
    this.emit({ type: 'start', target: first });
    const atEnd = (target: Benchmark): void => {
      this.running = false;
      this.emit({ type: 'complete', target });
    };
    if (this.aborted) {
      this.emit({ type: 'cycle', target: first });
      atEnd(first);
      return this;
    }
    inTurn(benchmarks, {
      isLater: (benchmark) => benchmark.isAsync(options),
      act: (benchmark) => {
        this.#ran.add(benchmark);
        benchmark.emitRun();
      },
      afterEach: (target) => {
        const cycle = new BenchmarkEvent({ type: 'cycle', target });
        this.emit(cycle);
        if (options.queued === true) this.shift();
        return !this.aborted && !cycle.aborted;
      },
      atEnd,
    });
    return this;
  }

  abort(): this {
    if (!this.running) return this;
    const abort = new BenchmarkEvent('abort');
    this.emit(abort);
    if (abort.cancelled) return this;
    this.aborted = true;
    for (const benchmark of this.slice()) benchmark.abort();
    return this;
  }

  reset(): this {
    if (this.running) return this.abort();
    if (!this.aborted) return this;
    this.aborted = false;
    this.emit('reset');
    for (const benchmark of this.slice()) benchmark.reset();
    return this;
  }

  clone(options?: Options): Suite {
    const clone = new Suite({ ...this.options, ...options });
    clone.name ??= this.name;
    clone.push(...this.slice().map((benchmark) => benchmark.clone()));
    return clone;
  }

  filter(callback: unknown): Suite {
    const found = new Suite(this.options);
    found.push(...(filter(this, callback) as List));
    return found;
  }

  each(callback: Parameters<typeof collections.each>[1]): this {
    return collections.each(this, callback);
  }

  forEach(callback: Parameters<typeof collections.each>[1]): this {
    return this.each(callback);
  }

  indexOf(benchmark: unknown, from?: number): number {
    return collections.indexOf(this, benchmark, from);
  }

  map(callback?: unknown): unknown[] {
    return collections.map(this, callback);
  }

  /** Version 1's `map` by the name of a property. */
  pluck(property: string): unknown[] {
    return collections.map(this, property);
  }

  reduce(callback: Parameters<typeof collections.reduce>[1], ...initial: unknown[]): unknown {
    return collections.reduce(this, callback, ...initial);
  }

  /** As version 1 had it. */
  invoke(...given: unknown[]): unknown[] {
    return invoke(this, ...given);
  }
}

const FROM_ARRAYS = [
  'join',
  'pop',
  'push',
  'reverse',
  'shift',
  'slice',
  'sort',
  'splice',
  'unshift',
] as const;

Object.assign(Suite.prototype, { length: 0 });
for (const name of FROM_ARRAYS) Reflect.set(Suite.prototype, name, Array.prototype[name]);
