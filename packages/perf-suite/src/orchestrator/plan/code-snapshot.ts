import { execFile } from 'node:child_process';
import { fstatSync, type Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { listed } from '@perf-suite/command-line';
import type { CodeChange, GitState, Warning } from '@perf-suite/schema';
import { childEnvironment } from '../base/child-environment.js';
import { filesBelow } from '../base/file-manifest.js';
import { readGitState } from '../environment/read-git-state.js';

const execFileAsync = promisify(execFile);
const GIT_LIMIT_MS = 10_000;
const MOST_OUTPUT_BYTES = 1 << 28;
/** Outside git nothing distinguishes a project's own files from the rest of a disk. */
const MOST_FILES_OUTSIDE_GIT = 20_000;
const AT_ONCE = 64;
/** Named in the run file; the count includes the others. */
const NAMED_IN_FILE = 20;
const NAMED_IN_WARNING = 3;
/** What runs write, and what this tool keeps. */
const RESULTS = /(^|\/)\.perf\/|\.(run|report)\.json(\.gz)?$/;
const INSTALLED = /(^|\/)node_modules(\/|$)/;
/** What output is written to while it comes, as with `perf-suite run | tee perf.log`. */
const LOG = /\.(log|out|err|txt)$/;
const NEW_TO_GIT = ['--others', '--exclude-standard'];

/** By benchmark file the files that it loads; null for one that cannot be followed. */
export type LoadedByFile = ReadonlyMap<string, readonly string[] | null>;

interface CodeSnapshotOptions {
  /** Absolute folder of the project. */
  readonly root: string;
  readonly git: GitState | null;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/**
 * Remembers what the files looked like that a run measures, to detect at its end whether one of them changed
 * meanwhile. New files do not count: benchmarks write some themselves. Nor do logs that git does not know and that
 * have only grown, and files that this process writes its output to.
 */
export class CodeSnapshot {
  readonly #options: CodeSnapshotOptions;
  /** By absolute path. */
  readonly #stamps = new Map<string, Stamp | null>();
  /** By absolute path. */
  readonly #logs = new Set<string>();
  readonly #ownOutput = ownOutput();

  constructor(options: CodeSnapshotOptions) {
    this.#options = options;
  }

  /** Adds all files of a folder that git knows or would add; outside git, all but installed packages. */
  async addFolder(folder: string): Promise<void> {
    const { variables } = this.#options;
    const listed = (await listedByGit(folder, variables, ['--cached', ...NEW_TO_GIT])) ?? foundIn(folder);
    await this.add(listed.filter((path) => !RESULTS.test(path)).map((path) => join(folder, path)));
    if (!listed.some((path) => LOG.test(path))) return;
    const unknown = (await listedByGit(folder, variables, NEW_TO_GIT)) ?? listed;
    for (const path of unknown) if (LOG.test(path)) this.#logs.add(join(folder, path));
  }

  /** Adds files by their absolute paths. One that is there already stays as it was seen first. */
  async add(paths: Iterable<string>): Promise<void> {
    const unseen = [...paths].filter((path) => !this.#stamps.has(path));
    for (const [path, stamp] of await stampsOf(unseen)) {
      if (stamp === null || !this.#ownOutput.has(stamp.file)) this.#stamps.set(path, stamp);
    }
  }

  /**
   * Adds what these benchmark files load: build output, installed packages, files of other packages.
   * @returns for each file those of them that are not installed, itself included; null where it cannot be followed
   */
  async addLoadedBy(files: readonly string[]): Promise<LoadedByFile> {
    const { traceLoadedFiles } = await import('../base/trace-loaded-files.js');
    await this.add(files);
    const own = new Map<string, readonly string[] | null>();
    for (const file of files) {
      // One that cannot be followed fails when it is loaded, and says why.
      const loaded = await traceLoadedFiles({ file, contentFrom: file, packages: {} }).catch(() => null);
      if (loaded !== null) await this.add(loaded.files);
      for (const path of loaded?.files ?? []) this.#logs.delete(path);
      own.set(file, loaded && [file, ...[...loaded.files].filter((path) => !INSTALLED.test(path))]);
    }
    return own;
  }

  /** Returns what changed since the files were added; null when nothing did. */
  async change(): Promise<CodeChange | null> {
    const { root, git, variables } = this.#options;
    const now = await stampsOf([...this.#stamps.keys()]);
    const files = [...this.#stamps].flatMap(([path, before]) =>
      this.#isAsBefore(path, before, now.get(path) ?? null)
        ? []
        : [relative(root, path).split(sep).join('/')],
    );
    const commit = git === null ? null : ((await readGitState(root, variables))?.commit ?? git.commit);
    const movedTo = commit === git?.commit ? null : commit;
    if (files.length === 0 && movedTo === null) return null;
    return { commit: movedTo, fileCount: files.length, files: files.sort().slice(0, NAMED_IN_FILE) };
  }

  #isAsBefore(path: string, before: Stamp | null, now: Stamp | null): boolean {
    if (before === null || now === null) return before === now;
    if (before.text === now.text) return true;
    return this.#logs.has(path) && before.file === now.file && before.size <= now.size;
  }
}

/** What a file looks like from outside: its size, its device and inode, and all that changes with its content. */
interface Stamp {
  readonly size: number;
  readonly file: string;
  readonly text: string;
}

/** Returns what the run's readers must know about such a change. */
export function codeChangeWarning({ commit, files, fileCount }: CodeChange, git: GitState | null): Warning {
  const moved =
    commit === null ? [] : [`HEAD moved from ${git?.commit.slice(0, 7) ?? 'none'} to ${commit.slice(0, 7)}`];
  if (fileCount === 0) {
    return {
      code: 'head-moved',
      message: `${moved[0]} while it was measured, but no file changed: this run is of the code as it was at its start`,
    };
  }
  const named = listed(files, { most: NAMED_IN_WARNING, count: fileCount });
  return {
    code: 'code-changed',
    message: `files changed while they were measured (${[...moved, named].join('; ')}): this run mixes two versions of the code`,
    hint: 'Run it again and leave the files alone meanwhile. What the benchmarks themselves write belongs where git ignores it, or into a temporary folder.',
  };
}

async function listedByGit(
  folder: string,
  variables: CodeSnapshotOptions['variables'],
  kinds: readonly string[],
): Promise<string[] | null> {
  try {
    const { stdout } = await execFileAsync('git', ['ls-files', '-z', ...kinds], {
      cwd: folder,
      env: { ...childEnvironment(variables), GIT_OPTIONAL_LOCKS: '0' },
      timeout: GIT_LIMIT_MS,
      maxBuffer: MOST_OUTPUT_BYTES,
    });
    return stdout.split('\0').filter(Boolean);
  } catch {
    return null;
  }
}

function foundIn(folder: string): string[] {
  const found: string[] = [];
  const isLeftOut = (path: string): boolean => INSTALLED.test(path) || /(^|\/)\.(git|perf)$/.test(path);
  for (const [path] of filesBelow(folder, isLeftOut)) {
    found.push(path);
    if (found.length >= MOST_FILES_OUTSIDE_GIT) break;
  }
  return found;
}

async function stampsOf(paths: readonly string[]): Promise<Map<string, Stamp | null>> {
  const stamps = new Map<string, Stamp | null>();
  for (let i = 0; i < paths.length; i += AT_ONCE) {
    const some = paths.slice(i, i + AT_ONCE);
    const found = await Promise.all(some.map((path) => stampOf(path)));
    for (const [k, path] of some.entries()) stamps.set(path, found[k] ?? null);
  }
  return stamps;
}

/** Returns which files this process writes its output to, as `Stamp.file` has them. */
function ownOutput(): ReadonlySet<string> {
  const files = [1, 2].flatMap((descriptor) => {
    try {
      const stats = fstatSync(descriptor);
      return stats.isFile() ? [fileOf(stats)] : [];
    } catch {
      // It is closed.
      return [];
    }
  });
  return new Set(files);
}

function fileOf({ dev, ino }: Stats): string {
  return `${dev}:${ino}`;
}

/** Null where there is nothing, or a folder: a submodule. */
async function stampOf(path: string): Promise<Stamp | null> {
  const stats = await lstat(path).catch(() => null);
  if (stats === null || stats.isDirectory()) return null;
  const { size, mtimeMs, ctimeMs, ino } = stats;
  // pnpm links one copy of a package into many projects, and each link changes that time.
  const text = [size, mtimeMs, ino, ...(INSTALLED.test(path) ? [] : [ctimeMs])].join(' ');
  return { size, file: fileOf(stats), text };
}
