import { stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { PerfError } from '@perf-suite/schema';
import { glob } from 'tinyglobby';
import { childEnvironment } from '../base/child-environment.js';
import { gitIn } from '../base/git.js';
import { runCommand } from '../base/run-command.js';
import {
  DEFAULT_PATTERNS,
  isNamedAsBenchmark,
  isNamedAsTest,
  PATTERNS_IN_FOLDER,
} from './benchmark-file-patterns.js';
import { COMMAND_FILE_ID, isCommandFile } from './command-file.js';
import { unfitName } from './file-kind.js';
import { harnessesOf } from './harnesses-of.js';
import { nothingAt, nothingFound, nothingIn } from './no-match.js';

/** Folders that never hold a project's own benchmarks. */
const IGNORED = ['**/node_modules/**', '**/dist/**', '**/.perf/**', '**/.git/**'];

/** What follows `--command` without quotes is taken for the name of a benchmark file. */
const WHOLE_COMMAND = "A command with its arguments is one value: --command 'tool in.txt'.";

export interface FileSearch {
  /** Absolute folder that patterns and benchmark ids are relative to. */
  readonly root: string;
  /** Files, folders or globs as the user named them. */
  readonly patterns: readonly string[];
}

/**
 * Returns the benchmark files as absolute paths, sorted by name, each once.
 * A folder means the benchmark files inside it, and so do the default patterns; a path that exists is taken even if a glob would
 * read its characters (`[id].bench.ts`) otherwise.
 * @throws {PerfError} `no-match` naming what was searched and where, and what may have been meant; `bad-usage` for
 * a file that holds no code
 */
export async function findBenchmarkFiles(search: FileSearch): Promise<string[]> {
  const found = new Set<string>();
  for (const pattern of search.patterns) {
    for (const file of await filesNamed(pattern, search)) found.add(file);
  }
  if (found.size === 0) throw await nothingFound(search, IGNORED);
  return [...found].sort((a, b) => compareText(fileIdOf(a, search.root), fileIdOf(b, search.root)));
}

/** Returns what the patterns ask for as globs that any machine reads alike: relative to the root, folders spelt out. */
export async function filesAskedFor({ root, patterns }: FileSearch): Promise<string[]> {
  const asked = patterns.map(async (pattern) => {
    const path = resolve(root, pattern);
    const entry = await stat(path).catch(() => null);
    const name = fileIdOf(path, root);
    if (entry?.isDirectory())
      return PATTERNS_IN_FOLDER.map((inside) => (name === '' ? inside : `${name}/${inside}`));
    return [name];
  });
  return (await Promise.all(asked)).flat();
}

/** Returns the folders in which files are found by what they import, as absolute paths. */
export async function foldersSearched({ root, patterns }: FileSearch): Promise<string[]> {
  const folders = patterns.map(async (pattern) => {
    if (DEFAULT_PATTERNS.includes(pattern)) return [root];
    const path = resolve(root, pattern);
    const entry = await stat(path).catch(() => null);
    return entry?.isDirectory() ? [path] : [];
  });
  return (await Promise.all(folders)).flat();
}

/** Returns the files of a folder that may hold code, as absolute paths. */
export async function codeFilesIn(folder: string): Promise<string[]> {
  return globIn(folder, PATTERNS_IN_FOLDER);
}

/** Returns the file's name in benchmark ids: relative to the root, with forward slashes. */
export function fileIdOf(file: string, root: string): string {
  const name = relative(root, file).split(sep).join('/');
  return isCommandFile(name) ? COMMAND_FILE_ID : name;
}

async function filesNamed(pattern: string, { root, patterns }: FileSearch): Promise<readonly string[]> {
  try {
    const files = await filesOf(pattern, root);
    if (files.length === 0 && !isGlob(pattern)) throw await nothingOf(pattern, root);
    return files;
  } catch (error) {
    if (!(error instanceof PerfError) || !patterns.some(isCommandFile)) throw error;
    throw new PerfError(error.code, error.message, { hint: WHOLE_COMMAND });
  }
}

async function filesOf(pattern: string, root: string): Promise<string[]> {
  const path = resolve(root, pattern);
  const entry = await stat(path).catch(() => null);
  if (entry?.isFile()) return [fitFile(path, pattern)];
  if (entry?.isDirectory()) return benchmarkFilesAmong(await globIn(path, PATTERNS_IN_FOLDER), path);
  if (!isGlob(pattern)) return [];
  const files = await globIn(root, [isAbsolute(pattern) ? fileIdOf(pattern, root) : pattern]);
  return DEFAULT_PATTERNS.includes(pattern) ? benchmarkFilesAmong(files, root) : files;
}

/** Returns those that are named as benchmark files or import a harness; not tests, nor what a build left behind. */
async function benchmarkFilesAmong(files: readonly string[], folder: string): Promise<string[]> {
  const named = files.filter(isNamedAsBenchmark);
  const others = files.filter((file) => !isNamedAsBenchmark(file) && !isNamedAsTest(file));
  const importing = await Promise.all(
    others.map(async (file) => ((await harnessesOf(file)).length > 0 ? [file] : [])),
  );
  return [...named, ...(await withoutIgnored(importing.flat(), folder))];
}

/** Returns the files of a folder's project that git does not ignore. */
export async function withoutIgnored(files: readonly string[], folder: string): Promise<readonly string[]> {
  if (files.length === 0) return files;
  const git = gitIn(folder, childEnvironment(process.env), runCommand);
  // It fails where none is ignored, and without git.
  const ignored = new Set(
    (await git.try('-c', 'core.quotePath=false', 'check-ignore', ...files))?.split('\n'),
  );
  return files.filter((file) => !ignored.has(file));
}

/** A file named by itself is refused where its name says that it holds no benchmarks. */
function fitFile(path: string, pattern: string): string {
  const unfit = unfitName(pattern);
  if (unfit === null) return path;
  const { expected, found, hint } = unfit;
  throw new PerfError('bad-usage', `${pattern}: expected ${expected}, found ${found}`, { hint });
}

async function nothingOf(pattern: string, root: string): Promise<PerfError> {
  const entry = await stat(resolve(root, pattern)).catch(() => null);
  return entry?.isDirectory() ? nothingIn(pattern, root, IGNORED) : nothingAt(pattern, root);
}

async function globIn(folder: string, patterns: readonly string[]): Promise<string[]> {
  const files = await glob([...patterns], { cwd: folder, ignore: IGNORED, absolute: true, onlyFiles: true });
  return files.map((file) => resolve(file));
}

function isGlob(pattern: string): boolean {
  return /[*?{}[\]!()]/.test(pattern);
}

/** Orders by code unit, so that the order is the same on every machine whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
