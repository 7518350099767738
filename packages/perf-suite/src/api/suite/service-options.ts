import type { LoadModel, RequestInput, ScenarioInput } from '@perf-suite/load';
import type { ExecutionContext } from './command-data.js';
import { budgetNs, durationMs, effectRatio } from './option-values.js';
import {
  commandLine,
  preparation,
  refuseUnknown,
  textOf,
  variables,
  wrongOption,
} from './program-options.js';
import type { LoadSource, SuiteService } from './service-data.js';

export interface ServiceOptions {
  /** The program and its arguments: `['node', 'server.js']`. It must listen on the port in the variable `PORT`. */
  readonly start: readonly string[] | string;
  /** Lets the system's shell read `start` (and `prepare`) as one line each. */
  readonly shell?: boolean;
  /** What is done before each start, untimed: a command like `start`, or a function that is told the folder. */
  readonly prepare?: readonly string[] | string | ((context: ExecutionContext) => unknown);
  /** The folder to start it in, relative to the project's. Default: the project's folder, of each side its own. */
  readonly cwd?: string;
  /** Variables to set, or with undefined to take away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The path that it answers with a status below 400 once it is ready. Default: any answer to `/`. */
  readonly ready?: string;
  /** The longest that it may take until it is ready. Default: 30s. */
  readonly startTimeout?: string | number;
  /** What it is asked: `'/items'`, `'POST /items'`, or all about a request. */
  readonly requests?: readonly RequestInput[];
  /** What stands for `{name}` in requests: a list, or `{ from, to }`. One is drawn for each request. */
  readonly values?: ScenarioInput['values'];
  /** In place of `requests`: a scenario file, relative to the benchmark file. */
  readonly scenario?: string;
  /** Requests a second, sent at fixed times whatever the service does (open loop). */
  readonly rate?: number;
  /** With `rate`: at equal distances (default), or at random, as independent users arrive. */
  readonly arrivals?: 'even' | 'random';
  /** Users who each wait for an answer before they send the next request (closed loop). Default: 1. */
  readonly concurrency?: number;
  /** The version of HTTP. Default: 1.1. */
  readonly http?: '1.1' | '2';
  /** Whether it speaks TLS; any certificate will do. Default: false. */
  readonly tls?: boolean;
  /** The longest that a request may take; one of its own wins. Default: 10s. */
  readonly timeout?: string | number;
  /** Measuring time in each round, for both sides together: `'4s'`, or a number of milliseconds. Default: 2s. */
  readonly time?: string | number;
  /** The smallest change worth acting on: `'5%'`, or a ratio such as 0.05. */
  readonly minimumEffect?: string | number;
  /** The longest that an answer may take, whatever base takes: `{ p95: '50ms' }`. */
  readonly budget?: { readonly p50?: string | number; readonly p95?: string | number };
}

/** Loosely typed: files in plain JavaScript come through here unchecked. */
type Unchecked = { readonly [Key in keyof ServiceOptions]?: unknown };

/** Every option has its place here: the compiler refuses a list that misses one. */
const OPTIONS: Readonly<Record<keyof ServiceOptions, true>> = {
  start: true,
  shell: true,
  prepare: true,
  cwd: true,
  env: true,
  ready: true,
  startTimeout: true,
  requests: true,
  values: true,
  scenario: true,
  rate: true,
  arrivals: true,
  concurrency: true,
  http: true,
  tls: true,
  timeout: true,
  time: true,
  minimumEffect: true,
  budget: true,
};

const START_TIMEOUT_MS = 30_000;
const REQUEST_TIMEOUT_MS = 10_000;
/** Far above what one thread can send. */
const MOST_PER_SECOND = 1_000_000;
const MOST_AT_ONCE = 10_000;

/**
 * Reads what a benchmark file says of a service. What its requests are is checked where the file is loaded.
 * @throws {BenchmarkFileError} `bad-usage` naming the option, what was expected and what was found
 */
export function readService(group: readonly string[], name: string, given: unknown): SuiteService {
  const where = `service "${name}"`;
  if (typeof given !== 'object' || given === null)
    throw wrongOption(where, "options such as { start: ['node', 'server.js'], requests: ['/'] }", given);
  refuseUnknown(where, given, Object.keys(OPTIONS));
  const options: Unchecked = given;
  const isShell = options.shell === true;
  const timeOr = (value: unknown, otherwise: number): number =>
    value === undefined ? otherwise : durationMs(name, value);
  return {
    kind: 'service',
    group,
    name,
    start: commandLine(where, 'start', options.start, isShell),
    prepare: preparation(where, options.prepare, isShell),
    cwd: options.cwd === undefined ? null : textOf(where, 'cwd', options.cwd),
    env: withoutPort(where, variables(where, options.env ?? {})),
    ready: options.ready === undefined ? null : pathOf(where, options.ready),
    startTimeoutMs: timeOr(options.startTimeout, START_TIMEOUT_MS),
    load: loadOf(where, options),
    model: modelOf(where, options),
    http: versionOf(where, options.http ?? '1.1'),
    tls: options.tls === true,
    requestTimeoutMs: timeOr(options.timeout, REQUEST_TIMEOUT_MS),
    timeMs: options.time === undefined ? null : durationMs(name, options.time),
    minimumEffect: options.minimumEffect === undefined ? null : effectRatio(name, options.minimumEffect),
    ...(options.budget !== undefined && { budgetNs: budgetNs(name, options.budget) }),
  };
}

function withoutPort(where: string, env: SuiteService['env']): SuiteService['env'] {
  if (!Object.hasOwn(env, 'PORT')) return env;
  throw wrongOption(where, '"env" without PORT', env.PORT, 'Each side is given a free port of its own.');
}

function pathOf(where: string, value: unknown): string {
  if (typeof value === 'string' && /^\/[^\s#]*$/.test(value)) return value;
  throw wrongOption(where, '"ready" as a path, such as \'/health\'', value);
}

function loadOf(where: string, { requests, values, scenario }: Unchecked): LoadSource {
  if (scenario === undefined) {
    if (Array.isArray(requests) && requests.length > 0) return { kind: 'here', requests, values };
    throw wrongOption(where, '"requests" as a list, such as [\'/items\'], or "scenario" as a file', requests);
  }
  if (requests !== undefined || values !== undefined)
    throw wrongOption(where, 'one of "scenario" and "requests" with their "values"', 'both');
  return { kind: 'file', path: textOf(where, 'scenario', scenario) };
}

function modelOf(where: string, { rate, concurrency, arrivals }: Unchecked): LoadModel {
  if (rate !== undefined && concurrency !== undefined) {
    const hint = 'rate sends at fixed times whatever the service does; concurrency waits for each answer.';
    throw wrongOption(where, 'one of "rate" and "concurrency"', 'both', hint);
  }
  if (rate === undefined) {
    if (arrivals !== undefined) throw wrongOption(where, '"rate" beside "arrivals"', undefined);
    const users = concurrency ?? 1;
    if (typeof users === 'number' && Number.isInteger(users) && users >= 1 && users <= MOST_AT_ONCE)
      return { kind: 'closed', concurrency: users };
    throw wrongOption(where, `"concurrency" as a whole number from 1 to ${MOST_AT_ONCE}`, users);
  }
  if (!(typeof rate === 'number' && rate > 0 && rate <= MOST_PER_SECOND))
    throw wrongOption(
      where,
      `"rate" as requests a second, above 0 and at most ${MOST_PER_SECOND}`,
      typeof rate === 'number' ? String(rate) : rate,
    );
  if (arrivals !== undefined && arrivals !== 'even' && arrivals !== 'random')
    throw wrongOption(where, "\"arrivals\" as 'even' or 'random'", arrivals);
  return { kind: 'open', ratePerSecond: rate, arrivals: arrivals ?? 'even' };
}

function versionOf(where: string, value: unknown): SuiteService['http'] {
  if (String(value) === '2') return 'h2';
  if (String(value) === '1.1') return 'http/1.1';
  throw wrongOption(where, "\"http\" as '1.1' or '2'", value);
}
