import { LONGEST_NAME } from '@perf-suite/schema/name-length';
import { BenchmarkFileError } from './benchmark-file-error.js';

/**
 * Returns the name of a benchmark, of a group, or of both together, as it is.
 * @throws {BenchmarkFileError} `bad-usage` where it is longer than any table, label or file can use
 */
export function checkLength(name: string): string {
  if (name.length <= LONGEST_NAME) return name;
  throw new BenchmarkFileError(
    'bad-usage',
    `expected a name of at most ${LONGEST_NAME} characters, its groups and parameters included, found ${name.length}: "${name.slice(0, 60)}..."`,
    'Give it a short name, and parameters a short label; build large inputs in setup.',
  );
}
