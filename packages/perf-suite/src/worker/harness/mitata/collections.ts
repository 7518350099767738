import { currentCollector } from '../collector.js';
import { keptPerFile } from '../kept-per-file.js';
import type { B } from './trial.js';

/** What `group`, `summary` and their like hold; after the end of one, another goes on with what was around it. */
export interface Collection {
  readonly name: string | null;
  /** Names of the groups around it, and its own. */
  readonly path: readonly string[];
  /** The kinds of scopes around it, the innermost first. */
  readonly types: readonly string[];
}

/** A benchmark that `bench()` declared. */
export interface DeclaredTrial {
  readonly trial: B;
  readonly path: readonly string[];
  /** By the filter of a run. */
  isLeftOut: boolean;
}

/** What one file has declared since it last called `run()`. */
export class Collections {
  #collections: Collection[] = [TOP];
  #declared: DeclaredTrial[] = [];
  /** Those of the benchmarks that come next. */
  flags = 0;

  /** Collects what `body` declares, also after it has awaited something. */
  within(type: string, name: string | null, body: () => unknown): unknown {
    const around = this.#current;
    this.#collections.push({
      name: name ?? around.name,
      path: name === null ? around.path : [...around.path, name],
      types: [type, ...around.types],
    });
    return afterwards(body(), () => {
      this.#collections.push({ ...around });
    });
  }

  declare(trial: B): void {
    trial._group = this.#collections.length - 1;
    const declared: DeclaredTrial = { trial, path: this.#current.path, isLeftOut: false };
    this.#declared.push(declared);
    currentCollector()?.addAll(() => (declared.isLeftOut ? [] : trial.benchmarks(declared.path)));
  }

  /** Returns all that was declared, and starts anew. */
  take(): { readonly collections: readonly Collection[]; readonly declared: readonly DeclaredTrial[] } {
    const taken = { collections: this.#collections, declared: this.#declared };
    this.#collections = [TOP];
    this.#declared = [];
    return taken;
  }

  get #current(): Collection {
    return this.#collections.at(-1) as Collection;
  }
}

const TOP: Collection = { name: null, path: [], types: [] };

/** Calls `then` at the end of `result`; returns a promise where that is one. */
export function afterwards(result: unknown, then: () => void): unknown {
  if (result instanceof Promise) return result.then(then);
  then();
  return undefined;
}

export const currentCollections = keptPerFile(() => new Collections());
