import { callerFile } from '../caller-file.js';
import {
  type CollectedBenchmark,
  type CollectedSet,
  currentCollector,
  makeExportable,
} from '../collector.js';
import { placeholderResult } from '../placeholder-result.js';
import { type TaskOptions, taskBenchmark } from './task-benchmark.js';

/** tinybench's Bench and Task, as far as scripts use them: they keep what is added, and run nothing. */

export class Task extends EventTarget {
  readonly name: string;
  readonly fn: () => unknown;
  readonly options: TaskOptions;
  readonly #bench: Bench;
  #isRun = false;

  constructor(bench: Bench, name: string, fn: () => unknown, options: TaskOptions = {}) {
    super();
    this.#bench = bench;
    this.name = name;
    this.fn = fn;
    this.options = options;
  }

  get runs(): number {
    return this.#isRun ? 1 : 0;
  }

  get result() {
    return this.#isRun ? placeholderResult() : undefined;
  }

  async run(): Promise<this> {
    return this.runSync();
  }

  runSync(): this {
    this.#bench.collect(this);
    this.#isRun = true;
    for (const type of ['start', 'cycle', 'complete']) this.dispatchEvent(taskEvent(type, this));
    return this;
  }

  async warmup(): Promise<void> {}

  warmupSync(): void {}

  reset(): void {
    this.#isRun = false;
  }

  setResult(): void {}
}

interface BenchOptions {
  readonly name?: string;
  readonly setup?: PhaseHook;
  readonly teardown?: PhaseHook;
}

type PhaseHook = (task: Task, mode: 'warmup' | 'run') => unknown;

export class Bench extends EventTarget {
  readonly opts: BenchOptions;
  name: string | undefined;
  setup: PhaseHook | undefined;
  teardown: PhaseHook | undefined;
  concurrency: unknown = null;
  threshold = Number.POSITIVE_INFINITY;
  readonly runtime = 'node';
  readonly runtimeVersion = process.version;
  /** What is collected of it. */
  readonly #set: CollectedSet;
  readonly #tasks = new Map<string, Task>();
  /** Those that the script ran one by one; null once it ran all. */
  #chosen: Set<Task> | null = new Set();

  constructor(options: BenchOptions = {}) {
    super();
    // Such as `time`, `iterations` and `now`, which scripts read.
    Object.assign(this, { now: () => performance.now(), iterations: 64, time: 1000 }, options);
    this.#set = {
      name: options.name ?? null,
      definedIn: callerFile(),
      benchmarks: () => this.#benchmarks(),
    };
    this.opts = options;
    this.name = options.name;
    this.setup = options.setup;
    this.teardown = options.teardown;
    makeExportable(this, this.#set);
    currentCollector()?.use();
  }

  get tasks(): Task[] {
    return [...this.#tasks.values()];
  }

  get results() {
    return this.tasks.map(({ result }) => result);
  }

  add(name: string, fn: () => unknown, options: TaskOptions = {}): this {
    if (typeof fn !== 'function')
      throw new TypeError(`"${name}": expected a function as the task, found ${typeof fn}`);
    if (this.#tasks.has(name)) throw new TypeError(`two tasks are named "${name}": expected each name once`);
    const task = new Task(this, name, fn, options);
    this.#tasks.set(name, task);
    this.dispatchEvent(taskEvent('add', task));
    return this;
  }

  /** Version 2 declared tasks this way that it did not run. */
  todo(): this {
    return this;
  }

  remove(name: string): this {
    const task = this.#tasks.get(name);
    this.#tasks.delete(name);
    if (task !== undefined) this.dispatchEvent(taskEvent('remove', task));
    return this;
  }

  getTask(name: string): Task | undefined {
    return this.#tasks.get(name);
  }

  async warmup(): Promise<void> {}

  async run(): Promise<Task[]> {
    return this.runSync();
  }

  runSync(): Task[] {
    this.#chosen = null;
    currentCollector()?.addSet(this.#set);
    this.dispatchEvent(taskEvent('start'));
    for (const task of this.tasks) {
      task.runSync();
      this.dispatchEvent(taskEvent('cycle', task));
    }
    this.dispatchEvent(taskEvent('complete'));
    return this.tasks;
  }

  reset(): void {
    for (const task of this.tasks) task.reset();
    this.dispatchEvent(taskEvent('reset'));
  }

  table(convert?: (task: Task) => unknown): unknown[] {
    return this.tasks.map(
      (task) => convert?.(task) ?? { 'Task name': task.name, note: 'measured by perf-suite, not here' },
    );
  }

  /** Takes a task that the script ran by itself. */
  collect(task: Task): void {
    this.#chosen?.add(task);
    currentCollector()?.addSet(this.#set);
  }

  /** Its tasks as benchmarks; all of them, or those that the script ran one by one. */
  #benchmarks(): CollectedBenchmark[] {
    const chosen = this.#chosen;
    const isTaken = (task: Task): boolean => chosen === null || chosen.size === 0 || chosen.has(task);
    return this.tasks.filter(isTaken).map((task) => taskBenchmark(this, task));
  }
}

function taskEvent(type: string, task?: Task): Event {
  return Object.assign(new Event(type), { task, error: undefined });
}
