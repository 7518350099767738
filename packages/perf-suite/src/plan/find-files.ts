import { stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { PerfError } from '@perf-suite/schema';
import { glob } from 'tinyglobby';

export const DEFAULT_PATTERNS: readonly string[] = ['**/*.bench.{ts,mts,js,mjs}'];

/** Folders that never hold a project's own benchmarks. */
const IGNORED = ['**/node_modules/**', '**/dist/**', '**/.perf/**', '**/.git/**'];

export interface FileSearch {
  /** Absolute folder that patterns and benchmark ids are relative to. */
  readonly root: string;
  /** Files, folders or globs as the user named them. */
  readonly patterns: readonly string[];
}

/**
 * Returns the benchmark files as absolute paths, sorted by name, each once.
 * A folder means the benchmark files inside it; a path that exists is taken even if a glob would
 * read its characters (`[id].bench.ts`) otherwise.
 * @throws {PerfError} `no-match` naming what was searched and where
 */
export async function findBenchmarkFiles(search: FileSearch): Promise<string[]> {
  const found = new Set<string>();
  for (const pattern of search.patterns) {
    const matches = await filesOf(pattern, search.root);
    if (matches.length === 0 && !isGlob(pattern)) throw nothingAt(pattern, search.root);
    for (const file of matches) found.add(file);
  }
  if (found.size === 0) throw nothingFound(search);
  return [...found].sort((a, b) => compareText(fileIdOf(a, search.root), fileIdOf(b, search.root)));
}

/** Returns the file's name in benchmark ids: relative to the root, with forward slashes. */
export function fileIdOf(file: string, root: string): string {
  return relative(root, file).split(sep).join('/');
}

async function filesOf(pattern: string, root: string): Promise<string[]> {
  const path = resolve(root, pattern);
  const entry = await stat(path).catch(() => null);
  if (entry?.isFile()) return [path];
  if (entry?.isDirectory()) return globIn(path, DEFAULT_PATTERNS);
  if (!isGlob(pattern)) return [];
  return globIn(root, [isAbsolute(pattern) ? fileIdOf(pattern, root) : pattern]);
}

async function globIn(folder: string, patterns: readonly string[]): Promise<string[]> {
  const files = await glob([...patterns], { cwd: folder, ignore: IGNORED, absolute: true, onlyFiles: true });
  return files.map((file) => resolve(file));
}

function isGlob(pattern: string): boolean {
  return /[*?{}[\]!()]/.test(pattern);
}

function nothingAt(pattern: string, root: string): PerfError {
  return new PerfError('no-match', `${pattern}: expected a file, folder or glob, found nothing in ${root}`, {
    hint: 'Check the spelling, or leave it out to run every **/*.bench.{ts,mts,js,mjs}.',
  });
}

function nothingFound({ patterns, root }: FileSearch): PerfError {
  return new PerfError(
    'no-match',
    `No benchmark file found: searched ${patterns.join(', ')} in ${root} (not in node_modules, dist, .perf)`,
    { hint: 'Name a file, or write a first benchmark with: perf-suite init' },
  );
}

/** Orders by code unit, so that the order is the same on every machine whatever its locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
