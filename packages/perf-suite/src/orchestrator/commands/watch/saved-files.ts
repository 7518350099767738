import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { PerfError } from '@perf-suite/schema';
import { type FSWatcher, watch } from 'chokidar';
import { childEnvironment } from '../../base/child-environment.js';
import { gitIn } from '../../base/git.js';
import { runCommand } from '../../base/run-command.js';

/** Editors save in several steps, and compilers write many files. */
const QUIET_MS = 150;
/** More than a command line takes; so many were not saved by hand. */
const MOST_ASKED = 200;

const NOT_WATCHED = /(^|[/\\])(node_modules|\.git|\.perf)([/\\]|$)/;

/** Tells which files of a project are saved, made or removed. */
export class SavedFilesWatch {
  readonly #root: string;
  readonly #watcher: FSWatcher;
  readonly #onSaved: (paths: readonly string[]) => void;
  /** By path: the content that was last seen, as a hash; some programs write a file anew without any change. */
  readonly #contents = new Map<string, string>();
  /** Files that benchmarks load, also where git ignores them, as it does with build output. */
  #loaded: ReadonlySet<string> = new Set();
  #batch = new Set<string>();
  /** Of those: files that were not there before. */
  #made = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  private constructor(root: string, onSaved: (paths: readonly string[]) => void) {
    this.#root = root;
    this.#onSaved = onSaved;
    this.#watcher = watch(root, { ignored: (path) => NOT_WATCHED.test(path), ignoreInitial: true });
    this.#watcher.on('all', (event, path) => this.#note(path, event === 'add'));
  }

  /**
   * Watches a folder; resolves once no save is missed any more.
   * @throws {PerfError} `setup-failed` where the system allows no more watching
   */
  static async open(root: string, onSaved: (paths: readonly string[]) => void): Promise<SavedFilesWatch> {
    const opened = new SavedFilesWatch(root, onSaved);
    const watcher = opened.#watcher;
    try {
      await new Promise((resolve, reject) => {
        watcher.once('ready', () => resolve(undefined));
        watcher.once('error', reject);
      });
    } catch (cause) {
      await watcher.close();
      throw new PerfError('setup-failed', `${root}: cannot be watched: ${(cause as Error).message}`, {
        hint: 'On Linux, raise the limit: sysctl fs.inotify.max_user_watches=524288',
        cause,
      });
    }
    // One folder that goes away while it is looked at is no reason to end.
    watcher.on('error', () => undefined);
    return opened;
  }

  /** Also watches what benchmarks load from elsewhere. */
  setLoaded(paths: ReadonlySet<string>): void {
    this.#loaded = paths;
    const outside = [...paths].filter((path) => !this.#isInside(path) && !NOT_WATCHED.test(path));
    if (outside.length > 0) this.#watcher.add(outside);
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#watcher.close();
  }

  #note(path: string, isNew: boolean): void {
    const content = contentOf(path);
    if (content === FOLDER || this.#contents.get(path) === content) return;
    if (isNew && !this.#batch.has(path)) this.#made.add(path);
    this.#contents.set(path, content);
    this.#batch.add(path);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#tell(), QUIET_MS);
  }

  async #tell(): Promise<void> {
    // What was made and is gone again is how some editors save.
    const paths = [...this.#batch].filter((path) => !this.#made.has(path) || existsSync(path));
    this.#batch = new Set();
    this.#made = new Set();
    const ignored = await this.#ignoredByGit(paths.filter((path) => !this.#loaded.has(path)));
    const counting = paths.filter((path) => !ignored.has(path));
    if (counting.length > 0) this.#onSaved(counting);
  }

  async #ignoredByGit(paths: readonly string[]): Promise<ReadonlySet<string>> {
    const inside = paths.filter((path) => this.#isInside(path));
    if (inside.length === 0 || inside.length > MOST_ASKED) return new Set();
    const git = gitIn(this.#root, childEnvironment(process.env), runCommand);
    // It fails where none is ignored, and without git.
    const listed = await git.try('-c', 'core.quotePath=false', 'check-ignore', '--', ...inside);
    return new Set(listed?.split('\n'));
  }

  #isInside(path: string): boolean {
    const way = relative(this.#root, path);
    return way !== '..' && !way.startsWith(`..${sep}`);
  }
}

const FOLDER = 'folder';

function contentOf(path: string): string {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EISDIR' ? FOLDER : 'gone';
  }
}
