import { existsSync } from 'node:fs';
import { basename, relative, sep } from 'node:path';
import { listed } from '@perf-suite/command-line';
import { unreadBy } from '../separation/unread-files.js';

/** What was saved, new and removed files included, since the last run that came to its end. */
export interface SavedFiles {
  /** Absolute paths. */
  readonly paths: readonly string[];
  /** For each benchmark file of earlier runs the files that it loads and reads, all absolute. */
  readonly known: ReadonlyMap<string, readonly string[]>;
}

/** The benchmark files of a run. */
export interface FilesToMeasure {
  /** All that there are, by their absolute paths. */
  readonly all: readonly string[];
  /** Those that load or read something that was saved, or of which that is not known; all where nothing was. */
  readonly reached: readonly string[];
  /** Benchmark files of earlier runs that are gone. */
  readonly removed: readonly string[];
}

const CODE = /\.[cm]?[jt]sx?$/;
/** Settings of compilers, bundlers and this tool: they may change any file's code, and no benchmark loads them. */
const CONFIG = /\.config\.[cm]?[jt]s$/;

interface FilesContext {
  /** Absolute folder of the project. */
  readonly root: string;
  /** Globs of files that no benchmark reads. */
  readonly unreadFiles: readonly string[];
}

/**
 * Returns the benchmark files that are to be measured: all, or those that a save reaches. Saved files that are no code,
 * and that nothing was seen to read, may reach all (package.json, a lockfile), unless no benchmark reads their kind.
 * @throws {NothingReached}
 */
export function filesToMeasure(
  all: readonly string[],
  saved: SavedFiles | null,
  { root, unreadFiles }: FilesContext,
): FilesToMeasure {
  if (saved === null) return { all, reached: all, removed: [] };
  const { known } = saved;
  const paths = new Set(saved.paths);
  const isUnread = unreadBy(unreadFiles);
  const used = new Set([...known.keys(), ...all, ...[...known.values()].flat()]);
  const mayReachAll = (path: string): boolean => {
    if (used.has(path)) return false;
    if (CONFIG.test(basename(path))) return true;
    return !CODE.test(path) && !isUnread(relative(root, path).split(sep).join('/'));
  };
  const isAll = saved.paths.some(mayReachAll);
  const isReached = (file: string): boolean =>
    isAll || paths.has(file) || (known.get(file)?.some((path) => paths.has(path)) ?? true);
  const reached = all.filter(isReached);
  // One that is there and not among them was found by another, in whose place it is.
  const removed = [...known.keys()].filter((file) => !all.includes(file) && !existsSync(file));
  if (reached.length > 0) return { all, reached, removed };
  const names = removed.map((file) => relative(root, file));
  throw new NothingReached(
    names.length === 0
      ? 'No benchmark loads or reads that: nothing to measure.'
      : `${listed(names)} ${names.length === 1 ? 'is' : 'are'} gone, and nothing else is reached: nothing to measure.`,
    removed,
  );
}

/** Thrown where a save reaches no benchmark file: there is nothing to measure. */
export class NothingReached extends Error {
  override readonly name = 'NothingReached';
  readonly removed: readonly string[];

  constructor(message: string, removed: readonly string[]) {
    super(message);
    this.removed = removed;
  }
}
