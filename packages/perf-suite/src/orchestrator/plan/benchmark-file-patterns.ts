import { basename } from 'node:path';

/** Files that their names make benchmark files. */
const BY_NAME = '**/*.{bench,benchmark}.{ts,mts,cts,tsx,js,mjs,cjs}';

/** Folders in which people keep benchmarks of any name: there, files that import a harness are benchmark files. */
const BY_FOLDER = '**/{bench,benches,benchmark,benchmarks,perf}/**/*.{ts,mts,cts,tsx,js,mjs,cjs}';

/** What is measured where nothing is named. */
export const DEFAULT_PATTERNS: readonly string[] = [BY_NAME, BY_FOLDER];

/** What a folder that is named stands for, whatever it is called. */
export const PATTERNS_IN_FOLDER: readonly string[] = [BY_NAME, '**/*.{ts,mts,cts,tsx,js,mjs,cjs}'];

/** The same in words. */
export const DEFAULT_FILES_TEXT = '*.bench.{ts,js,...}, and files in bench folders that import a harness';

/** Whether the name alone makes it a benchmark file. */
export function isNamedAsBenchmark(file: string): boolean {
  return /\.(?:bench|benchmark)\.[cm]?[jt]sx?$/.test(basename(file));
}
