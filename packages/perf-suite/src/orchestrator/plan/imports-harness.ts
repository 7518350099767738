import { readFile } from 'node:fs/promises';
import { HARNESSES } from '../../wire/harnesses.js';

const NAMES = ['perf-suite', ...HARNESSES.flatMap(({ specifiers }) => specifiers)];
const IMPORT = new RegExp(
  `(?:\\bfrom|\\bimport|\\brequire)\\s*\\(?\\s*(['"\`])(?:${NAMES.map(escapeRegExp).join('|')})\\1`,
);

/** Whether a file's text imports a library that benchmarks are written with; false where it cannot be read. */
export async function importsHarness(file: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return IMPORT.test(text);
}

function escapeRegExp(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}/-]/g, '\\$&');
}
