import { readFile } from 'node:fs/promises';
import { HARNESSES } from '../../wire/harnesses.js';

const ALL = [{ name: 'perf-suite', specifiers: ['perf-suite'] }, ...HARNESSES];
const IMPORTS = ALL.map(({ name, specifiers }) => ({ name, pattern: importOf(specifiers) }));

/** Returns the names of the libraries for benchmarks that a file's text imports; none where it cannot be read. */
export async function harnessesOf(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return IMPORTS.filter(({ pattern }) => pattern.test(text)).map(({ name }) => name);
}

function importOf(specifiers: readonly string[]): RegExp {
  const names = specifiers.map(escapeRegExp).join('|');
  return new RegExp(`(?:\\bfrom|\\bimport|\\brequire)\\s*\\(?\\s*(['"\`])(?:${names})\\1`);
}

function escapeRegExp(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}/-]/g, '\\$&');
}
