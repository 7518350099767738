import { readFile, rm } from 'node:fs/promises';
import { PerfError } from '@perf-suite/schema';
import { writeFileAtomically } from '@perf-suite/schema/node';
import type { Comparison } from './comparison.js';
import type { SearchedBenchmark } from './searched-benchmark.js';

/** A comparison that was made. */
export interface SavedComparison {
  /** Full commit ids. */
  readonly newer: string;
  readonly older: string;
  readonly comparison: Comparison;
  readonly spentMs: number;
}

interface SavedState {
  readonly version: 1;
  /** Null before the two ends were compared. */
  readonly benchmark: SearchedBenchmark | null;
  readonly comparisons: readonly SavedComparison[];
}

const VERSION = 1;

/** What a search has found out so far: kept in a file after each comparison, so that it can be interrupted at any time. */
export class SavedSearch {
  readonly #path: string;
  #benchmark: SearchedBenchmark | null;
  readonly #comparisons: SavedComparison[];
  /** How many comparisons an earlier command has made. */
  readonly resumedCount: number;

  private constructor(path: string, { benchmark, comparisons }: SavedState) {
    this.#path = path;
    this.#benchmark = benchmark;
    this.#comparisons = [...comparisons];
    this.resumedCount = comparisons.length;
  }

  /**
   * Opens the search that an earlier command left behind, or a new one.
   * @throws {PerfError} `bad-file` for a file that holds something else
   */
  static async open(path: string, { restart }: { readonly restart: boolean }): Promise<SavedSearch> {
    if (restart) await rm(path, { force: true });
    const text = await readFile(path, 'utf8').catch(() => null);
    return new SavedSearch(
      path,
      text === null ? { version: VERSION, benchmark: null, comparisons: [] } : stateIn(text, path),
    );
  }

  get benchmark(): SearchedBenchmark | null {
    return this.#benchmark;
  }

  get comparisons(): readonly SavedComparison[] {
    return this.#comparisons;
  }

  find(newer: string, older: string): Comparison | null {
    const found = this.#comparisons.find((one) => one.newer === newer && one.older === older);
    return found?.comparison ?? null;
  }

  /** @throws {PerfError} `not-writable` */
  async addEnds(benchmark: SearchedBenchmark, ends: SavedComparison): Promise<void> {
    this.#benchmark = benchmark;
    await this.add(ends);
  }

  /** @throws {PerfError} `not-writable` */
  async add(comparison: SavedComparison): Promise<void> {
    this.#comparisons.push(comparison);
    const state: SavedState = {
      version: VERSION,
      benchmark: this.#benchmark,
      comparisons: this.#comparisons,
    };
    await writeFileAtomically(this.#path, `${JSON.stringify(state, null, 2)}\n`);
  }
}

function stateIn(text: string, path: string): SavedState {
  try {
    const state: Partial<SavedState> = JSON.parse(text);
    if (state.version === VERSION && Array.isArray(state.comparisons)) return state as SavedState;
  } catch {
    // Reported below, as what is JSON and something else is.
  }
  throw new PerfError('bad-file', `${path}: expected the state of a search, found something else`, {
    hint: 'Begin anew: run the same command with --restart.',
  });
}
