/**
 * What a benchmark file's own tinybench leaves behind when its `add` and `run` are patched: the
 * functions and options as given, since newer versions keep them private.
 */

export type TinybenchHook = (this: unknown, mode?: 'warmup' | 'run') => unknown;

export interface TinybenchTaskOptions {
  readonly async?: boolean;
  readonly beforeAll?: TinybenchHook;
  readonly afterAll?: TinybenchHook;
  readonly beforeEach?: TinybenchHook;
  readonly afterEach?: TinybenchHook;
}

export interface CapturedTask {
  readonly name: string;
  readonly fn: () => unknown;
  readonly options: TinybenchTaskOptions;
}

/** The part of a Bench that all versions since 2 share. */
export interface TinybenchBench {
  readonly tasks: readonly unknown[];
  readonly setup?: (task: unknown, mode: 'warmup' | 'run') => unknown;
  readonly teardown?: (task: unknown, mode: 'warmup' | 'run') => unknown;
  getTask(name: string): unknown;
}

export interface CapturedBench {
  readonly bench: TinybenchBench;
  readonly tasks: CapturedTask[];
  wasRun: boolean;
}

type BenchPrototype = Record<'add' | 'run' | 'runSync' | 'warmup' | 'remove', unknown>;
type Add = (this: object, name: string, fn: () => unknown, options?: TinybenchTaskOptions) => unknown;

/** Keeps what files add to any Bench, and makes running one of them do nothing. */
export class BenchCapture {
  readonly #benches = new Map<object, CapturedBench>();
  readonly #patched = new Set<object>();

  /** Patches one copy of tinybench: its module's exports. */
  patch(exports: unknown): void {
    const prototype = benchPrototype(exports);
    if (prototype === null || this.#patched.has(prototype)) return;
    this.#patched.add(prototype);
    const capture = this;
    const originalAdd = prototype.add as Add;
    prototype.add = function add(
      this: object,
      name: string,
      fn: () => unknown,
      options: TinybenchTaskOptions = {},
    ) {
      const captured = capture.#of(this);
      captured.tasks.push({ name, fn, options });
      // With async given tinybench does not call the function to find out.
      return originalAdd.call(this, name, () => {}, { ...options, async: false });
    };
    const markRun = (bench: object): readonly unknown[] => {
      const captured = capture.#of(bench);
      captured.wasRun = true;
      return captured.bench.tasks;
    };
    prototype.run = async function run(this: object) {
      return markRun(this);
    };
    prototype.warmup = async function warmup() {};
    if ('runSync' in prototype) {
      prototype.runSync = function runSync(this: object) {
        return markRun(this);
      };
    }
  }

  /** What was added to a Bench; null when the value is none that was patched. */
  find(value: unknown): CapturedBench | null {
    if (typeof value !== 'object' || value === null) return null;
    const known = this.#benches.get(value);
    if (known !== undefined) return known;
    // A Bench that nothing was added to.
    return this.#patched.has(Object.getPrototypeOf(value)) ? this.#of(value) : null;
  }

  /** The benches that the file ran, in the order they were made. */
  ran(): readonly CapturedBench[] {
    return [...this.#benches.values()].filter((captured) => captured.wasRun);
  }

  #of(bench: object): CapturedBench {
    const known = this.#benches.get(bench);
    if (known !== undefined) return known;
    const captured: CapturedBench = { bench: bench as TinybenchBench, tasks: [], wasRun: false };
    this.#benches.set(bench, captured);
    return captured;
  }
}

function benchPrototype(exports: unknown): BenchPrototype | null {
  if (typeof exports !== 'object' || exports === null || !('Bench' in exports)) return null;
  const { Bench } = exports;
  return typeof Bench === 'function' ? (Bench.prototype as BenchPrototype) : null;
}
