import type { CommandInput, ExecutionContext, SuiteCommand } from './command-data.js';
import { budgetNs, durationMs, effectRatio } from './option-values.js';
import {
  commandLine,
  preparation,
  refuseUnknown,
  textOf,
  variables,
  wrongOption,
} from './program-options.js';

export interface CommandOptions {
  /** The program and its arguments: `['node', 'dist/cli.js', 'in.txt']`. With `shell: true`, one line for the shell. */
  readonly run: readonly string[] | string;
  /** Lets the system's shell read `run` (and `prepare`), for pipes and the like; its own start is then measured, too. */
  readonly shell?: boolean;
  /** What is done before each execution, untimed: a command like `run`, or a function that is told the folder. */
  readonly prepare?: readonly string[] | string | ((context: ExecutionContext) => unknown);
  /** The folder to execute it in, relative to the project's. Default: the project's folder, of each side its own. */
  readonly cwd?: string;
  /** Variables to set, or with undefined to take away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What comes in on standard input: a text, bytes, or `{ file }` relative to `cwd`. Default: nothing. */
  readonly input?: string | Uint8Array | { readonly file: string };
  /** The exit code that is no failure. Default: 0. */
  readonly exitCode?: number;
  /** Measuring time in each round: `'2s'`, or a number of milliseconds. Default: 1s, up to 3s for fewer than ten pairs. */
  readonly time?: string | number;
  /** The smallest change worth acting on: `'5%'`, or a ratio such as 0.05. */
  readonly minimumEffect?: string | number;
  /** The longest that an execution may take, whatever base takes: `{ p50: '2s' }`. */
  readonly budget?: { readonly p50?: string | number; readonly p95?: string | number };
}

/** Loosely typed: files in plain JavaScript come through here unchecked. */
type Unchecked = { readonly [Key in keyof CommandOptions]?: unknown };

/** Every option has its place here: the compiler refuses a list that misses one. */
const OPTIONS: Readonly<Record<keyof CommandOptions, true>> = {
  run: true,
  shell: true,
  prepare: true,
  cwd: true,
  env: true,
  input: true,
  exitCode: true,
  time: true,
  minimumEffect: true,
  budget: true,
};

/**
 * Reads what a benchmark file says of a command.
 * @throws {BenchmarkFileError} `bad-usage` naming the option, what was expected and what was found
 */
export function readCommand(group: readonly string[], name: string, given: unknown): SuiteCommand {
  const where = `command "${name}"`;
  if (typeof given !== 'object' || given === null)
    throw wrongOption(where, "options such as { run: ['node', 'dist/cli.js'] }", given);
  refuseUnknown(where, given, Object.keys(OPTIONS));
  const options: Unchecked = given;
  const isShell = options.shell === true;
  return {
    kind: 'command',
    group,
    name,
    run: commandLine(where, 'run', options.run, isShell),
    prepare: preparation(where, options.prepare, isShell),
    cwd: options.cwd === undefined ? null : textOf(where, 'cwd', options.cwd),
    env: variables(where, options.env ?? {}),
    input: options.input === undefined ? null : inputOf(where, options.input),
    exitCode: exitCodeOf(where, options.exitCode ?? 0),
    timeMs: options.time === undefined ? null : durationMs(name, options.time),
    minimumEffect: options.minimumEffect === undefined ? null : effectRatio(name, options.minimumEffect),
    ...(options.budget !== undefined && { budgetNs: budgetNs(name, options.budget) }),
  };
}

function inputOf(where: string, value: unknown): CommandInput {
  if (typeof value === 'string' || value instanceof Uint8Array) return { text: value };
  const file = typeof value === 'object' && value !== null && 'file' in value ? value.file : undefined;
  if (typeof file === 'string' && file !== '') return { file };
  throw wrongOption(where, '"input" as a text, bytes or { file }', value);
}

function exitCodeOf(where: string, value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255) return value;
  throw wrongOption(where, '"exitCode" as a whole number from 0 to 255', value);
}
