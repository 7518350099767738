import { setImmediate } from '../../measure/clock.js';
import { type CollectedBenchmark, currentCollector } from '../collector.js';
import { collectedBenchmark } from './collected-benchmark.js';
import { formatNumber } from './collections.js';
import { BenchmarkEvent, Emitter, isPlainObject, type Options } from './events.js';
import { placeholderRun, unrun } from './placeholder.js';
import { notGiven, type TestPart } from './test-source.js';

/** benchmark.js's Benchmark, as far as scripts use it: it keeps its test, and never runs it. */
export class Benchmark extends Emitter {
  static options: Options = {
    async: false,
    defer: false,
    delay: 0.005,
    initCount: 1,
    maxTime: 5,
    minSamples: 5,
    minTime: 0,
  };

  // Not set here: options become properties of their own only where there is none yet.
  declare name: string | undefined;
  declare id: unknown;
  declare fn: TestPart;
  // Found on the prototype, where scripts may put one for all benchmarks.
  declare setup: TestPart;
  declare teardown: TestPart;
  declare defer: boolean;
  declare count: number;
  declare cycles: number;
  declare hz: number;
  declare stats: ReturnType<typeof placeholderRun>['stats'];
  declare times: ReturnType<typeof placeholderRun>['times'];
  error: unknown = undefined;
  aborted = false;
  running = false;
  #isCollected = false;

  constructor(name?: unknown, fn?: unknown, options?: unknown) {
    super();
    const given = readArguments(name, fn, options);
    if (given.hasName) this.name = given.name;
    this.take(Benchmark.options, given.options);
    this.id ??= nextId();
    this.fn ??= given.fn;
    Object.assign(this, unrun());
    currentCollector()?.use();
  }

  /** How it is listed: without a name as benchmark.js would print it. */
  get title(): string {
    return this.name ? String(this.name) : `<Test #${this.id}>`;
  }

  /** How it is measured. */
  collected(): CollectedBenchmark {
    return collectedBenchmark(this);
  }

  run(options?: Options): this {
    if (!this.#isCollected) currentCollector()?.add(this.collected());
    this.#isCollected = true;
    if (!this.#start()) return this;
    if (this.isAsync(options)) setImmediate(() => this.#finish());
    else this.#finish();
    return this;
  }

  /** Whether a script goes on before its run has ended. */
  isAsync(options: Options | undefined): boolean {
    return Boolean(options?.async ?? this.options.async) || Boolean(this.defer);
  }

  /** Emits what a run emits, with placeholders as its results. */
  emitRun(): void {
    if (this.#start()) this.#finish();
  }

  #start(): boolean {
    this.running = true;
    const start = new BenchmarkEvent('start');
    this.emit(start);
    return !start.cancelled;
  }

  #finish(): void {
    if (this.running) Object.assign(this, placeholderRun());
    this.emit('cycle');
    this.running = false;
    this.emit('complete');
  }

  abort(): this {
    if (!this.running) return this;
    const abort = new BenchmarkEvent('abort');
    this.emit(abort);
    if (!abort.cancelled) Object.assign(this, { aborted: true, running: false });
    return this;
  }

  reset(): this {
    if (this.running) return this.abort();
    const reset = new BenchmarkEvent('reset');
    if (this.hz !== 0 || this.aborted) this.emit(reset);
    if (!reset.cancelled) Object.assign(this, unrun(), { aborted: false, error: undefined });
    return this;
  }

  clone(options?: Options): Benchmark {
    const clone = new Benchmark({ ...this, ...options });
    clone.options = { ...this.options, ...options };
    clone.events = Object.assign(
      Object.create(null),
      Object.fromEntries(Object.entries(this.events).map(([type, listeners]) => [type, [...listeners]])),
    );
    return clone;
  }

  /** Placeholders do not differ. */
  compare(): number {
    return 0;
  }

  override toString(): string {
    const { hz, stats } = this;
    const size = stats.sample.length;
    const rate = formatNumber(Number(hz.toFixed(hz < 100 ? 2 : 0)));
    return `${this.title} x ${rate} ops/sec \xb1${stats.rme.toFixed(2)}% (${size} run${size === 1 ? '' : 's'} sampled)`;
  }
}

Object.assign(Benchmark.prototype, { setup: notGiven, teardown: notGiven });

interface Given {
  readonly hasName: boolean;
  readonly name: string | undefined;
  readonly fn: TestPart;
  readonly options: Options | undefined;
}

/** Takes (options), (fn, options), (name, options) and (name, fn, options). */
function readArguments(first: unknown, second: unknown, third: unknown): Given {
  if (isPlainObject(first))
    return { hasName: false, name: undefined, fn: second as TestPart, options: first };
  if (typeof first === 'function')
    return { hasName: false, name: undefined, fn: first as TestPart, options: second as Options };
  const name = first as string | undefined;
  if (isPlainObject(second)) return { hasName: true, name, fn: undefined, options: second };
  return { hasName: true, name, fn: second as TestPart, options: third as Options };
}

const lastIds = new WeakMap<object, number>();
const NOBODY = {};

/** Numbers the benchmarks of each file from 1: both sides of a comparison must count alike. */
function nextId(): number {
  const file = currentCollector() ?? NOBODY;
  const id = (lastIds.get(file) ?? 0) + 1;
  lastIds.set(file, id);
  return id;
}
