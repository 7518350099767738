import { closestWord } from '@perf-suite/schema/closest-word';
import { BenchmarkFileError } from './benchmark-file-error.js';
import type { SuiteCommand } from './command-data.js';
import { type CommandOptions, readCommand } from './command-options.js';
import { expandParameters, nameWithParameters } from './expand-parameters.js';
import { checkLength } from './name-length.js';
import { budgetNs, durationMs, effectRatio } from './option-values.js';
import type { SuiteService } from './service-data.js';
import { readService, type ServiceOptions } from './service-options.js';
import {
  type Parameters,
  type ParameterValue,
  SUITE_BRAND,
  type Suite,
  type SuiteBenchmark,
} from './suite-data.js';

/** Values to try for each parameter: one benchmark is made for each combination. */
export type ParameterChoices = Readonly<Record<string, readonly ParameterValue[]>>;

/** The combination that one benchmark runs with. */
export type ChosenParameters<Choices extends ParameterChoices> = {
  readonly [Name in keyof Choices]: Choices[Name][number];
};

type MaybePromise<T> = T | Promise<T>;

export interface BenchmarkOptions<Input, Choices extends ParameterChoices> {
  /** `{ size: [10, 1000] }` makes the benchmarks `name (size=10)` and `name (size=1000)`. */
  readonly parameters?: Choices;
  /** Runs once before the benchmark is measured, outside the measured time; gives `run` its input. */
  readonly setup?: (parameters: ChosenParameters<Choices>) => MaybePromise<Input>;
  /** What is measured. Return the result: what is never used may be optimised away. */
  readonly run: (input: Input, parameters: ChosenParameters<Choices>) => unknown;
  /** Runs once after the benchmark was measured. */
  readonly teardown?: (input: Input, parameters: ChosenParameters<Choices>) => unknown;
  /** Runs before each call, outside the measured time; the benchmark is then timed call by call. */
  readonly beforeEach?: (input: Input, parameters: ChosenParameters<Choices>) => unknown;
  /** Runs after each call, outside the measured time; the benchmark is then timed call by call. */
  readonly afterEach?: (input: Input, parameters: ChosenParameters<Choices>) => unknown;
  /** Whether `run` returns a promise to wait for; found out by the first call where left out. */
  readonly async?: boolean;
  /** Measuring time in each round: `'90ms'`, `'2s'`, or a number of milliseconds. */
  readonly time?: string | number;
  /** The smallest change worth acting on: `'5%'`, or a ratio such as 0.05. */
  readonly minimumEffect?: string | number;
  /** The longest that an iteration may take, whatever base takes: `{ p95: '10ms' }`. What takes longer fails the gate. */
  readonly budget?: { readonly p50?: string | number; readonly p95?: string | number };
}

/** Declares a benchmark: a function, or an object with `setup`, `run` and options. */
export interface Bench {
  (name: string, run: () => unknown): void;
  <Input = undefined, const Choices extends ParameterChoices = Record<never, never>>(
    name: string,
    options: BenchmarkOptions<Input, Choices>,
  ): void;
}

/**
 * Declares a command as a benchmark: `command('build', { run: ['node', 'dist/cli.js', 'in.txt'] })`. Each execution is
 * timed from its start to its exit.
 */
export type DeclareCommand = (name: string, options: CommandOptions) => void;

/**
 * Declares a service as benchmarks, one for each request that it is sent:
 * `service('api', { start: ['node', 'server.js'], ready: '/health', requests: ['/items'], rate: 200 })`. It is started
 * anew for each round, with the port to listen on in the variable `PORT`.
 */
export type DeclareService = (name: string, options: ServiceOptions) => void;

/** Declares benchmarks whose names stand under a common heading. */
export type Group = (name: string, declare: (context: SuiteContext) => void) => void;

export interface SuiteContext {
  readonly bench: Bench;
  readonly command: DeclareCommand;
  readonly service: DeclareService;
  readonly group: Group;
}

/**
 * Returns the benchmarks that `declare` names, for a benchmark file's default export:
 *
 *     export default suite(({ bench }) => {
 *       bench('parse', () => parse(text));
 *     });
 *
 * @throws {BenchmarkFileError} `duplicate-name` for two benchmarks of one name, `bad-usage` for options that make no sense
 */
export function suite(declare: (context: SuiteContext) => void): Suite {
  const benchmarks: (SuiteBenchmark | SuiteCommand | SuiteService)[] = [];
  const taken = new Set<string>();
  const add = (benchmark: SuiteBenchmark | SuiteCommand | SuiteService): void => {
    const fullName = [...benchmark.group, benchmark.name].join(' > ');
    checkLength(fullName);
    if (taken.has(fullName)) {
      throw new BenchmarkFileError(
        'duplicate-name',
        `two benchmarks are named "${fullName}": expected each name once`,
        'Rename one of them, or put them in different groups.',
      );
    }
    taken.add(fullName);
    benchmarks.push(benchmark);
  };
  declareIn([], declare, add);
  return { [SUITE_BRAND]: 1, benchmarks };
}

function declareIn(
  path: readonly string[],
  declare: (context: SuiteContext) => void,
  add: (benchmark: SuiteBenchmark | SuiteCommand | SuiteService) => void,
): void {
  const returned: unknown = declare({
    bench: (name: string, body: (() => unknown) | object) => {
      for (const benchmark of readBenchmark(path, name, body)) add(benchmark);
    },
    command: (name, options) => add(readCommand(path, checkName(name, 'command'), options)),
    service: (name, options) => add(readService(path, checkName(name, 'service'), options)),
    group: (name, declareGroup) => declareIn([...path, checkName(name, 'group')], declareGroup, add),
  });
  if (returned instanceof Promise) {
    throw new BenchmarkFileError(
      'bad-usage',
      'the function given to suite or group returned a promise: expected it to declare its benchmarks at once',
      "Do asynchronous work in a benchmark's setup, or with a top-level await before suite().",
    );
  }
}

/** Loosely typed: files in plain JavaScript come through here unchecked. */
type UncheckedOptions = { readonly [Key in keyof BenchmarkOptions<unknown, ParameterChoices>]?: unknown };

/** Every option has its place here: the compiler refuses a list that misses one. */
const OPTIONS: Readonly<Record<keyof BenchmarkOptions<unknown, ParameterChoices>, true>> = {
  parameters: true,
  setup: true,
  run: true,
  teardown: true,
  beforeEach: true,
  afterEach: true,
  async: true,
  time: true,
  minimumEffect: true,
  budget: true,
};

/** A mistyped hook would never run, and what is measured would be something else. */
function refuseUnknownOptions(name: string, options: object): void {
  const known = Object.keys(OPTIONS);
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const meant = closestWord(unknown, known);
  throw new BenchmarkFileError(
    'bad-usage',
    `bench "${name}": expected options of ${known.join(', ')}, found "${unknown}"${meant === null ? '' : `. Did you mean ${meant}?`}`,
  );
}

function readBenchmark(group: readonly string[], name: string, body: unknown): SuiteBenchmark[] {
  checkName(name, 'bench');
  if (typeof body === 'function') return [readOptions(group, name, { run: body }, {}, false)];
  if (typeof body !== 'object' || body === null) {
    throw new BenchmarkFileError(
      'bad-usage',
      `bench "${name}": expected a function or { run }, found ${typeof body}`,
    );
  }
  refuseUnknownOptions(name, body);
  const options: UncheckedOptions = body;
  return expandParameters(name, options.parameters).map((parameters) =>
    readOptions(group, nameWithParameters(name, parameters), options, parameters, true),
  );
}

function readOptions(
  group: readonly string[],
  name: string,
  options: UncheckedOptions,
  parameters: Parameters,
  takesInput: boolean,
): SuiteBenchmark {
  const run = functionOrNull(name, 'run', options.run);
  if (run === null) {
    throw new BenchmarkFileError(
      'bad-usage',
      `bench "${name}": expected a function "run", found none`,
      'Pass a function, or an object with a run function.',
    );
  }
  return {
    group,
    name,
    parameters,
    takesInput,
    setup: functionOrNull(name, 'setup', options.setup),
    run,
    teardown: functionOrNull(name, 'teardown', options.teardown),
    beforeEach: functionOrNull(name, 'beforeEach', options.beforeEach),
    afterEach: functionOrNull(name, 'afterEach', options.afterEach),
    async: typeof options.async === 'boolean' ? options.async : null,
    timeMs: options.time === undefined ? null : durationMs(name, options.time),
    minimumEffect: options.minimumEffect === undefined ? null : effectRatio(name, options.minimumEffect),
    ...(options.budget !== undefined && { budgetNs: budgetNs(name, options.budget) }),
  };
}

type UserFunction = (...values: unknown[]) => unknown;

function functionOrNull(name: string, key: string, value: unknown): UserFunction | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'function') return value as UserFunction;
  throw new BenchmarkFileError(
    'bad-usage',
    `bench "${name}": expected "${key}" to be a function, found ${typeof value}`,
  );
}

function checkName(name: unknown, what: 'bench' | 'command' | 'service' | 'group'): string {
  if (typeof name === 'string' && name.trim() !== '') return checkLength(name);
  throw new BenchmarkFileError(
    'bad-usage',
    `${what}: expected a name, found ${JSON.stringify(name) ?? typeof name}`,
  );
}
