import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { PerfError } from '@perf-suite/schema';
import { writeFileAtomically } from '@perf-suite/schema/node';
import type { EnvironmentHistory } from '../history/environment-history.js';
import { historyFromBytes, historyToBytes } from './history-bytes.js';
import type { KeptHistory } from './kept-history.js';
import { WindowCacheFile } from './window-cache-file.js';

/** What makes a history one of its own. */
type HistoryKey = Pick<EnvironmentHistory, 'project' | 'environment' | 'branch'>;

const FOLDER = 'analysis-cache';

/**
 * Files in which an analysis keeps what the next one need not read and compute again. They can be deleted
 * at any time, and what is damaged is not used.
 */
export class AnalysisCache {
  readonly #folder: string;
  readonly #store: string;
  readonly #warn: (message: string) => void;

  /** @param store the address of the store whose histories are kept */
  constructor(store: string, { cwd, warn }: { cwd: string; warn: (message: string) => void }) {
    const isFile = !/^(git(:|$)|postgres(ql)?:)/.test(store);
    const path = resolve(cwd, store.replace(/^sqlite:/, ''));
    this.#folder = join(isFile ? dirname(path) : join(cwd, '.perf'), FOLDER);
    this.#store = isFile ? path : store;
    this.#warn = warn;
  }

  /** Returns a history as it was kept; null where it was not. */
  async history(key: HistoryKey): Promise<KeptHistory | null> {
    const bytes = await readFile(this.#path(key, 'history')).catch(() => null);
    const kept = bytes === null ? null : historyFromBytes(bytes);
    return kept !== null && isOf(kept.history, key) ? kept : null;
  }

  async keepHistory(kept: KeptHistory): Promise<void> {
    await this.#unlessNotWritable(async () => {
      await writeFileAtomically(this.#path(kept.history, 'history'), inPieces(historyToBytes(kept)));
    });
  }

  /** Returns what is kept of the windows of a history. */
  windows(key: HistoryKey): Promise<WindowCacheFile> {
    return WindowCacheFile.read(this.#path(key, 'changes.json'));
  }

  async keepWindows(windows: WindowCacheFile): Promise<void> {
    await this.#unlessNotWritable(() => windows.write());
  }

  /** A full disk is no reason to end: the next analysis takes longer, that is all. */
  async #unlessNotWritable(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof PerfError)) throw error;
      this.#warn(`${error.message}: the next analysis has to read the whole history again`);
    }
  }

  #path({ project, environment, branch }: HistoryKey, ending: string): string {
    const parts = JSON.stringify([this.#store, project, environment, branch]);
    const name = createHash('sha256').update(parts).digest('hex').slice(0, 16);
    return join(this.#folder, `${name}.${ending}`);
  }
}

function isOf({ project, environment, branch }: EnvironmentHistory, key: HistoryKey): boolean {
  return project === key.project && environment === key.environment && branch === key.branch;
}

async function* inPieces(pieces: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* pieces;
}
