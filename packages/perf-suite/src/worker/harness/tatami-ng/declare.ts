import { isAsyncFunction } from '../../load/is-async-function.js';
import { type CollectedBenchmark, currentCollector } from '../collector.js';
import { keptPerFile } from '../kept-per-file.js';

/** tatami-ng's functions that declare: they keep what is declared, and run nothing. */

type Hook = () => unknown;

interface GroupOptions {
  readonly name?: string;
  readonly before?: Hook;
  readonly after?: Hook;
}

interface BenchmarkOptions {
  readonly before?: Hook;
  readonly after?: Hook;
  readonly beforeEach?: Hook;
  readonly afterEach?: Hook;
}

export interface Declared {
  readonly name: string;
  readonly fn: () => unknown;
  readonly options: BenchmarkOptions;
  readonly group: GroupOptions;
  readonly baseline: boolean;
}

interface Declarations {
  readonly benchmarks: Declared[];
  group: GroupOptions;
}

export const currentDeclarations = keptPerFile((): Declarations => ({ benchmarks: [], group: {} }));

export function group(name: string | GroupOptions | (() => void), body?: () => void): void {
  const declarations = currentDeclarations();
  const around = declarations.group;
  // A function's own name is its group's, as tatami-ng has it.
  declarations.group = typeof name === 'string' ? { name } : (name as GroupOptions);
  (body ?? (name as () => void))();
  declarations.group = around;
}

export function bench(
  name: string | (() => unknown),
  fn?: (() => unknown) | BenchmarkOptions,
  options?: BenchmarkOptions,
): void {
  declare(false, name, fn, options);
}

export function baseline(
  name: string | (() => unknown),
  fn?: (() => unknown) | BenchmarkOptions,
  options?: BenchmarkOptions,
): void {
  declare(true, name, fn, options);
}

/** Of early versions: forgets what has run, which is not kept here either. */
export function clear(): void {}

function declare(
  isBaseline: boolean,
  name: string | (() => unknown),
  fn: (() => unknown) | BenchmarkOptions | undefined,
  options: BenchmarkOptions | undefined,
): void {
  const run = typeof name === 'function' ? name : fn;
  if (typeof run !== 'function')
    throw new TypeError(`"${name}": expected a function as the benchmark, found ${typeof run}`);
  const { benchmarks, group } = currentDeclarations();
  const declared = {
    name: (typeof name === 'function' ? name.name : name).trim(),
    fn: run,
    options: options ?? {},
    group,
    baseline: isBaseline,
  };
  benchmarks.push(declared);
  currentCollector()?.add(benchmarkOf(declared));
}

function benchmarkOf({ name, fn, options, group }: Declared): CollectedBenchmark {
  let isInGroup = false;
  const groupName = group.name?.trim();
  return {
    group: groupName ? [groupName] : [],
    name,
    async: isAsyncFunction(fn) ? true : null,
    async enter() {
      if (!isInGroup) await group.before?.();
      isInGroup = true;
      await options.before?.();
    },
    call: () => ({
      run: fn,
      self: undefined,
      values: [],
      beforeEach: options.beforeEach ?? null,
      afterEach: options.afterEach ?? null,
    }),
    async leave() {
      await options.after?.();
    },
    async dispose() {
      if (isInGroup) await group.after?.();
      isInGroup = false;
    },
  };
}
