import { baseCacheFolder } from '../base/base-cache-folder.js';
import type { LaidOver, PreparedBase } from '../base/base-context.js';
import { prepareBase } from '../base/prepare-base.js';
import type { Commit } from './commit.js';

export interface CheckoutOptions {
  /** Absolute folder of the user's project, which is left as it is. */
  readonly root: string;
  readonly setupCommand: string | null;
  /** Benchmark files of the user's project: see `BaseRequest`. */
  readonly benchmarkFiles: readonly string[];
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Checks commits out, each into a folder of the cache, with its own dependencies installed. */
export class Checkouts {
  readonly #options: CheckoutOptions;
  readonly #open = new Map<string, Promise<PreparedBase>>();

  constructor(options: CheckoutOptions) {
    this.#options = options;
  }

  /** Returns the commit as it is. @throws {PerfError} see `prepareBase` */
  async asItIs(commit: Commit): Promise<PreparedBase> {
    return this.#get(commit, undefined);
  }

  /** Returns the commit with files of another in place of its own. @throws {PerfError} see `prepareBase` */
  async with(laidOver: LaidOver, commit: Commit): Promise<PreparedBase> {
    return this.#get(commit, laidOver);
  }

  /** Ends the use of all checkouts but those of these commits. They stay for later until newer ones push them out. */
  async releaseAllBut(kept: readonly Commit[]): Promise<void> {
    const keptIds = new Set(kept.map(({ id }) => id));
    for (const [key, prepared] of this.#open) {
      if (keptIds.has(key.split(' ')[0] as string)) continue;
      this.#open.delete(key);
      await (await prepared.catch(() => null))?.cleanup();
    }
  }

  async #get({ id }: Commit, laidOver: LaidOver | undefined): Promise<PreparedBase> {
    const key = laidOver === undefined ? id : `${id} laid over`;
    const open = this.#open.get(key) ?? this.#prepare(id, laidOver);
    this.#open.set(key, open);
    return open;
  }

  async #prepare(id: string, laidOver: LaidOver | undefined): Promise<PreparedBase> {
    const { root, setupCommand, benchmarkFiles, log, signal } = this.#options;
    return prepareBase({
      root,
      against: id,
      setupCommand,
      benchmarkFiles,
      cacheFolder: baseCacheFolder(root),
      ...(laidOver !== undefined && { laidOver }),
      log,
      signal,
    });
  }
}
