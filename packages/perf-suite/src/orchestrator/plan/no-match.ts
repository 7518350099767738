import { basename, join, relative, resolve, sep } from 'node:path';
import { FAIL_ON, PerfError } from '@perf-suite/schema';
import { nearestPath } from '@perf-suite/schema/node';
import { glob } from 'tinyglobby';
import { DEFAULT_FILES_TEXT, DEFAULT_PATTERNS } from './benchmark-file-patterns.js';
import { unfitName } from './file-kind.js';

/** Endings of source files that Node can load as benchmarks. */
const SOURCES = '**/*.{ts,mts,cts,tsx,js,mjs,cjs,jsx}';
const SHOWN = 2;

/** Returns the error for a name that is no file, folder or glob, with what was probably meant. */
export async function nothingAt(pattern: string, root: string): Promise<PerfError> {
  const nearest = await nearestPath(resolve(root, pattern));
  const message = `${pattern}: expected a file, folder or glob, found nothing in ${root}`;
  return new PerfError('no-match', message, {
    hint: hintFor(pattern, nearest === null ? null : shown(nearest, root)),
  });
}

function hintFor(pattern: string, nearest: string | null): string {
  if (nearest !== null) return `Did you mean ${nearest}?`;
  if (FAIL_ON.some((finding) => finding === pattern) || /^p\d\d$/.test(pattern))
    return `Several values of one flag are joined by commas: --fail-on regressed,${FAIL_ON.at(-1)}`;
  return 'Check the spelling, or leave it out to run all of them.';
}

/** Returns the error for a folder without benchmark files, with files in it that may be some. */
export async function nothingIn(
  pattern: string,
  root: string,
  ignore: readonly string[],
): Promise<PerfError> {
  const others = await candidates(resolve(root, pattern), ignore);
  return new PerfError(
    'no-match',
    `${pattern}: expected a folder with benchmark files (${DEFAULT_FILES_TEXT}), found none in it`,
    { hint: candidatesHint(others.map((file) => shown(file, root))) },
  );
}

/** Returns the error for patterns that match nothing at all. */
export async function nothingFound(
  { patterns, root }: { readonly patterns: readonly string[]; readonly root: string },
  ignore: readonly string[],
): Promise<PerfError> {
  const others = await candidates(root, ignore);
  return new PerfError(
    'no-match',
    `No benchmark file found: searched ${searched(patterns)} in ${root} (not in node_modules, dist, .perf)`,
    { hint: candidatesHint(others.map((file) => shown(file, root))) },
  );
}

function searched(patterns: readonly string[]): string {
  const isDefault =
    patterns.length === DEFAULT_PATTERNS.length && patterns.every((one, i) => one === DEFAULT_PATTERNS[i]);
  return isDefault ? DEFAULT_FILES_TEXT : patterns.join(', ');
}

/** Source files with "bench" or "perf" in their path, outside of what is ignored. */
async function candidates(folder: string, ignore: readonly string[]): Promise<string[]> {
  const files = await glob([SOURCES], { cwd: folder, ignore: [...ignore], deep: 6, onlyFiles: true });
  return files
    .filter((file) => /bench|perf/i.test(join(basename(folder), file)) && unfitName(file) === null)
    .sort()
    .slice(0, SHOWN)
    .map((file) => join(folder, file));
}

function candidatesHint(files: readonly string[]): string {
  if (files.length === 0) return 'Name a file, or write a first benchmark with: perf-suite init';
  return `Files are found by the name *.bench.ts; named bench.ts or in a bench folder, by the harness that they import; others can be named: perf-suite run ${files.join(' ')}`;
}

function shown(path: string, root: string): string {
  const within = relative(root, path);
  return within.startsWith('..') ? path : within.split(sep).join('/');
}
