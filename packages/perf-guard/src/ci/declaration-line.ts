import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { FindLine } from './test-case.js';

/** What follows a benchmark's own name where it has parameters: `parse (size=10)`. */
const PARAMETERS = / \([^()]*=[^()]*\)$/;

/**
 * Returns the line (from 1) of a benchmark file that names a benchmark in quotes, after the lines that name its groups;
 * null where none does, as with names that are computed.
 */
export function declarationLine(text: string, group: readonly string[], name: string): number | null {
  const lines = text.split('\n');
  let from = 0;
  for (const outer of group) {
    const found = lineNaming(lines, outer, from);
    if (found >= 0) from = found;
  }
  const found = [name, name.replace(PARAMETERS, '')]
    .map((one) => lineNaming(lines, one, from))
    .find((line) => line >= 0);
  return found === undefined ? null : found + 1;
}

function lineNaming(lines: readonly string[], name: string, from: number): number {
  const quoted = ["'", '"', '`'].map((quote) => `${quote}${name}${quote}`);
  return lines.findIndex((line, i) => i >= from && quoted.some((one) => line.includes(one)));
}

/** Returns what finds the lines of benchmarks in the files of a folder as they are now; null in one that is not there. */
export function linesIn(folder: string): FindLine {
  const texts = new Map<string, string>();
  return ({ file, group, name }) => {
    const text = texts.get(file) ?? readText(resolve(folder, file));
    texts.set(file, text);
    return declarationLine(text, group, name);
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
