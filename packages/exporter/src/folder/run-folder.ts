import { stat } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Analysis, PerfError, type Report, type RunFile } from '@perf-suite/schema';
import type { CustomValue } from '../custom/custom-values.js';
import { clockAhead } from './clock-ahead.js';
import { type FolderFile, readFolderFile, type SkipReason } from './folder-file.js';
import { hasChanged, type Listing, listJsonFiles } from './list-files.js';

export interface RunFolderOptions {
  readonly folder: string;
  /** Takes in a run; throws RangeError when its samples do not hold what they say. */
  readonly onRun: (run: RunFile) => void;
  readonly onReport: (report: Report) => void;
  /** Takes in what perf-analyze found, in place of what the file said before. */
  readonly onAnalysis: (analysis: Analysis, path: string) => void;
  /** Called once for each file that is gone. */
  readonly onRemoved: (path: string) => void;
  /** Takes in values of custom metrics; throws PerfError when they are not declared so. */
  readonly onMetrics: (values: readonly CustomValue[], path: string) => void;
  /** Called once for each state of a file that is not used. */
  readonly onSkip: (path: string, reason: SkipReason, message: string) => void;
  readonly nowMs: () => number;
}

interface KnownFile {
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly skipped: SkipReason | null;
  /** When it can be used though it does not change; null where it cannot. */
  readonly usableFromMs: number | null;
}

interface Refusal {
  readonly reason: SkipReason;
  readonly message: string;
  readonly usableFromMs?: number;
}

/** A file that does not parse may still be being written, unless nobody touched it for this long. */
const SETTLED_MS = 2_000;

/** Follows a folder of run and report files; each is taken in once, and looked at again when it changes. */
export class RunFolder {
  readonly #options: RunFolderOptions;
  readonly #known = new Map<string, KnownFile>();
  /** Where each run and each set of custom values was read from. */
  readonly #takenIds = new Map<string, string>();
  #listing: Listing | null = null;
  /** Whether a later change must have another time than the listing's, however coarse the file system's clock. */
  #isListingSettled = false;
  readCount = 0;

  constructor(options: RunFolderOptions) {
    this.#options = options;
  }

  /**
   * Takes in what is new since the last call and returns how many files that were.
   * @param signal stops between two files
   * @throws {PerfError} `not-found` when the folder itself cannot be read
   */
  async poll(signal?: AbortSignal): Promise<number> {
    const paths = await this.#pathsToLookAt();
    const before = this.readCount;
    for (const path of paths) {
      if (signal?.aborted) break;
      await this.#look(path);
    }
    return this.readCount - before;
  }

  /** All files after a change in a folder; else only those that were not fit to be taken in. */
  async #pathsToLookAt(): Promise<readonly string[]> {
    const { folder, nowMs } = this.#options;
    if (this.#listing !== null && this.#isListingSettled && !(await hasChanged(this.#listing))) {
      return this.#listing.paths.filter((path) => this.#known.get(path)?.skipped !== null);
    }
    const listing = await listJsonFiles(folder);
    const newestMs = Math.max(...listing.folders.values());
    this.#isListingSettled = nowMs() - newestMs > SETTLED_MS;
    this.#listing = listing;
    this.#forgetRemoved(new Set(listing.paths));
    return listing.paths;
  }

  /** Returns how many files are not used, by reason. */
  skippedCounts(): Map<SkipReason, number> {
    const counts = new Map<SkipReason, number>();
    for (const { skipped } of this.#known.values()) {
      if (skipped !== null) counts.set(skipped, (counts.get(skipped) ?? 0) + 1);
    }
    return counts;
  }

  async #look(path: string): Promise<void> {
    const found = await stat(path).catch(() => null);
    if (found === null) return;
    const known = this.#known.get(path);
    const state = { sizeBytes: found.size, modifiedMs: found.mtimeMs };
    const isSame = known?.sizeBytes === state.sizeBytes && known.modifiedMs === state.modifiedMs;
    // Leave to read a file comes without a change of its size or time, as does the date that it names.
    if (isSame && known.skipped !== 'unreadable' && !this.#isDue(known)) return;
    const file = await readFolderFile(path);
    if (file.kind === 'skipped' && file.reason !== 'future-version') {
      if (this.#options.nowMs() - found.mtimeMs < SETTLED_MS) return;
    }
    const refusal = this.#take(path, file);
    this.#known.set(path, {
      ...state,
      skipped: refusal?.reason ?? null,
      usableFromMs: refusal?.usableFromMs ?? null,
    });
    if (refusal === null) this.readCount += file.kind === 'other' ? 0 : 1;
    else if (!isSame || refusal.reason !== known.skipped)
      this.#options.onSkip(path, refusal.reason, refusal.message);
    // Large files take milliseconds each: a scrape may come in between.
    await nextTurn();
  }

  #isDue({ usableFromMs }: KnownFile): boolean {
    return usableFromMs !== null && this.#options.nowMs() >= usableFromMs;
  }

  #take(path: string, file: FolderFile): Refusal | null {
    if (file.kind === 'skipped') return file;
    const ahead = clockAhead(file, path, this.#options.nowMs());
    if (ahead !== null) return { reason: 'clock-ahead', ...ahead };
    if (file.kind === 'other') return null;
    if (file.kind === 'report') {
      this.#options.onReport(file.report);
      return null;
    }
    if (file.kind === 'analysis') {
      this.#options.onAnalysis(file.analysis, path);
      return null;
    }
    const id = file.kind === 'run' ? `run ${file.run.id}` : `metrics ${file.metrics.id}`;
    const earlier = this.#takenIds.get(id);
    // What was measured never changes: the same file written again adds nothing.
    if (earlier === path) return null;
    if (earlier !== undefined) {
      return { reason: 'duplicate', message: `${path}: its ${id} was already read from ${earlier}` };
    }
    try {
      if (file.kind === 'run') this.#options.onRun(file.run);
      else this.#options.onMetrics(file.metrics.values, path);
      this.#takenIds.set(id, path);
      return null;
    } catch (error) {
      if (error instanceof PerfError) return { reason: 'corrupt', message: error.message };
      if (error instanceof RangeError) return { reason: 'corrupt', message: `${path}: ${error.message}` };
      throw error;
    }
  }

  #forgetRemoved(present: ReadonlySet<string>): void {
    for (const path of this.#known.keys()) {
      if (present.has(path)) continue;
      this.#known.delete(path);
      this.#options.onRemoved(path);
    }
  }
}
