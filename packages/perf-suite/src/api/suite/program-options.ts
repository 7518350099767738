import { closestWord } from '@perf-suite/schema/closest-word';
import { BenchmarkFileError } from './benchmark-file-error.js';
import type { CommandLine, ExecutionContext } from './command-data.js';

/** What commands and services have in common: a program, and what is around it. `where` names the benchmark. */

/** @throws {BenchmarkFileError} `bad-usage` naming the known ones */
export function refuseUnknown(where: string, options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const meant = closestWord(unknown, known);
  const question = meant === null ? '' : `. Did you mean ${meant}?`;
  throw new BenchmarkFileError(
    'bad-usage',
    `${where}: expected options of ${known.join(', ')}, found "${unknown}"${question}`,
  );
}

/** @throws {BenchmarkFileError} `bad-usage` */
export function commandLine(where: string, key: string, value: unknown, isShell: boolean): CommandLine {
  if (isShell) {
    if (typeof value === 'string' && value.trim() !== '') return { program: value, arguments: [], isShell };
    throw wrongOption(where, `"${key}" as one line for the shell, because of shell: true`, value);
  }
  const [program, ...rest] = Array.isArray(value) ? (value as unknown[]) : [];
  if (typeof program !== 'string' || program === '' || !rest.every((one) => typeof one === 'string')) {
    const hint =
      typeof value === 'string'
        ? 'Give the program and each of its arguments as a text of its own, or add shell: true.'
        : null;
    const example = key === 'start' ? "['node', 'server.js']" : "['node', 'dist/cli.js']";
    throw wrongOption(where, `"${key}" as a list of texts, such as ${example}`, value, hint);
  }
  const words = [program, ...(rest as string[])];
  if (words.some((word) => word.includes('\0')))
    throw wrongOption(where, `"${key}" without a zero byte`, words);
  return { program, arguments: rest as string[], isShell };
}

type Preparation = CommandLine | ((context: ExecutionContext) => unknown) | null;

/** @throws {BenchmarkFileError} `bad-usage` */
export function preparation(where: string, value: unknown, isShell: boolean): Preparation {
  if (value === undefined || value === null) return null;
  if (typeof value === 'function') return value as (context: ExecutionContext) => unknown;
  return commandLine(where, 'prepare', value, isShell);
}

/** @throws {BenchmarkFileError} `bad-usage` */
export function variables(where: string, value: unknown): Readonly<Record<string, string | undefined>> {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  const entries = isRecord ? Object.entries(value) : [];
  if (isRecord && entries.every(([, text]) => text === undefined || typeof text === 'string'))
    return Object.fromEntries(entries);
  throw wrongOption(where, '"env" as { NAME: text }', value);
}

/** @throws {BenchmarkFileError} `bad-usage` */
export function textOf(where: string, key: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw wrongOption(where, `"${key}" as a text`, value);
}

/** Returns the error of an option, with what was found. */
export function wrongOption(
  where: string,
  expected: string,
  found: unknown,
  hint: string | null = null,
): BenchmarkFileError {
  const shown = found === undefined ? 'none' : (JSON.stringify(found) ?? typeof found);
  const short = shown.length > 200 ? `${shown.slice(0, 200)}...` : shown;
  return new BenchmarkFileError('bad-usage', `${where}: expected ${expected}, found ${short}`, hint);
}
