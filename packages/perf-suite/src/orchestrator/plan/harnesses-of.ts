import { readFile } from 'node:fs/promises';
import { HARNESSES, type Harness } from '../../wire/harnesses.js';
import { escapeRegExp } from '../escape-reg-exp.js';

const ALL: readonly Harness[] = [{ name: 'perf-suite', specifiers: ['perf-suite'] }, ...HARNESSES];
const USES = ALL.map(({ name, specifiers, global }) => ({ name, pattern: global ?? importOf(specifiers) }));

/**
 * Returns the names of the libraries for benchmarks that a file's text imports, or finds as globals; none where it
 * cannot be read.
 */
export async function harnessesOf(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return USES.filter(({ pattern }) => pattern.test(text)).map(({ name }) => name);
}

function importOf(specifiers: readonly string[]): RegExp {
  const names = specifiers.map(escapeRegExp).join('|');
  return new RegExp(`(?:\\bfrom|\\bimport|\\brequire)\\s*\\(?\\s*(['"\`])(?:${names})\\1`);
}
