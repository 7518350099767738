import { closestWord } from '@perf-suite/schema/closest-word';
import { BenchmarkFileError } from './benchmark-file-error.js';
import type { CommandInput, CommandLine, ExecutionContext, SuiteCommand } from './command-data.js';
import { budgetNs, durationMs, effectRatio } from './option-values.js';

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
  /** Measuring time in each round: `'2s'`, or a number of milliseconds. Default: 1s. */
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
  if (typeof given !== 'object' || given === null)
    throw wrong(name, "options such as { run: ['node', 'dist/cli.js'] }", given);
  refuseUnknown(name, given);
  const options: Unchecked = given;
  const isShell = options.shell === true;
  return {
    kind: 'command',
    group,
    name,
    run: commandLine(name, 'run', options.run, isShell),
    prepare: preparation(name, options.prepare, isShell),
    cwd: options.cwd === undefined ? null : textOf(name, 'cwd', options.cwd),
    env: variables(name, options.env ?? {}),
    input: options.input === undefined ? null : inputOf(name, options.input),
    exitCode: exitCodeOf(name, options.exitCode ?? 0),
    timeMs: options.time === undefined ? null : durationMs(name, options.time),
    minimumEffect: options.minimumEffect === undefined ? null : effectRatio(name, options.minimumEffect),
    ...(options.budget !== undefined && { budgetNs: budgetNs(name, options.budget) }),
  };
}

function refuseUnknown(name: string, options: object): void {
  const known = Object.keys(OPTIONS);
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const meant = closestWord(unknown, known);
  const question = meant === null ? '' : `. Did you mean ${meant}?`;
  throw new BenchmarkFileError(
    'bad-usage',
    `command "${name}": expected options of ${known.join(', ')}, found "${unknown}"${question}`,
  );
}

function commandLine(name: string, key: 'run' | 'prepare', value: unknown, isShell: boolean): CommandLine {
  if (isShell) {
    if (typeof value === 'string' && value.trim() !== '') return { program: value, arguments: [], isShell };
    throw wrong(name, `"${key}" as one line for the shell, because of shell: true`, value);
  }
  const [program, ...rest] = Array.isArray(value) ? (value as unknown[]) : [];
  if (typeof program !== 'string' || program === '' || !rest.every((one) => typeof one === 'string')) {
    const hint =
      typeof value === 'string'
        ? 'Give the program and each of its arguments as a text of its own, or add shell: true.'
        : null;
    throw wrong(name, `"${key}" as a list of texts, such as ['node', 'dist/cli.js']`, value, hint);
  }
  const words = [program, ...(rest as string[])];
  if (words.some((word) => word.includes('\0'))) throw wrong(name, `"${key}" without a zero byte`, words);
  return { program, arguments: rest as string[], isShell };
}

function preparation(name: string, value: unknown, isShell: boolean): SuiteCommand['prepare'] {
  if (value === undefined || value === null) return null;
  if (typeof value === 'function') return value as (context: ExecutionContext) => unknown;
  return commandLine(name, 'prepare', value, isShell);
}

function variables(name: string, value: unknown): SuiteCommand['env'] {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  const entries = isRecord ? Object.entries(value) : [];
  if (isRecord && entries.every(([, text]) => text === undefined || typeof text === 'string'))
    return Object.fromEntries(entries);
  throw wrong(name, '"env" as { NAME: text }', value);
}

function inputOf(name: string, value: unknown): CommandInput {
  if (typeof value === 'string' || value instanceof Uint8Array) return { text: value };
  const file = typeof value === 'object' && value !== null && 'file' in value ? value.file : undefined;
  if (typeof file === 'string' && file !== '') return { file };
  throw wrong(name, '"input" as a text, bytes or { file }', value);
}

function exitCodeOf(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255) return value;
  throw wrong(name, '"exitCode" as a whole number from 0 to 255', value);
}

function textOf(name: string, key: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw wrong(name, `"${key}" as a text`, value);
}

function wrong(
  name: string,
  expected: string,
  found: unknown,
  hint: string | null = null,
): BenchmarkFileError {
  const shown = found === undefined ? 'none' : (JSON.stringify(found) ?? typeof found);
  const short = shown.length > 200 ? `${shown.slice(0, 200)}...` : shown;
  return new BenchmarkFileError('bad-usage', `command "${name}": expected ${expected}, found ${short}`, hint);
}
