import { basename } from 'node:path';

/** Files that their names make benchmark files. */
const BY_NAME = '**/*.{bench,benchmark}.{ts,mts,cts,tsx,js,mjs,cjs}';

/** Where people keep benchmarks: files so named, or in folders so named, are benchmark files if they import a harness. */
const BY_WHOLE_NAME = '**/{bench,benchmark,benchmarks}.{ts,mts,cts,tsx,js,mjs,cjs}';
const BENCH_FOLDERS = ['bench', 'benchs', 'benches', 'benchmark', 'benchmarks', 'perf'];
const CODE = '**/*.{ts,mts,cts,tsx,js,mjs,cjs}';
const BY_FOLDER = `**/{${BENCH_FOLDERS.join(',')}}/${CODE}`;

/** What is measured where nothing is named. */
export const DEFAULT_PATTERNS: readonly string[] = [BY_NAME, BY_WHOLE_NAME, BY_FOLDER];

/** What a folder that is named stands for, whatever it is called. */
export const PATTERNS_IN_FOLDER: readonly string[] = [BY_NAME, CODE];

/** The same in words. */
export const DEFAULT_FILES_TEXT =
  '*.bench.{ts,js,...}, and bench.{ts,js,...} or files in bench folders that import a harness';

/** Whether the name alone makes it a benchmark file. */
export function isNamedAsBenchmark(file: string): boolean {
  return /\.(?:bench|benchmark)\.[cm]?[jt]sx?$/.test(basename(file));
}

/** Whether the name says that a test runner runs it: it imports vitest for that, and not to measure. */
export function isNamedAsTest(file: string): boolean {
  return /\.(?:test|spec)\.[cm]?[jt]sx?$/.test(basename(file));
}

/** Whether a folder of this name is where people keep benchmarks. */
export function isBenchFolder(name: string): boolean {
  return BENCH_FOLDERS.includes(name);
}
