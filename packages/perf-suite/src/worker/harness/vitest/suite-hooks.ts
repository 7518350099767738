import type { Hook, SuiteNode } from './suite-tree.js';

/**
 * `beforeAll` and `afterAll` of a suite. Around benchmarks that are declared by `bench()` itself, vitest runs those of
 * the file alone, and no `beforeEach` or `afterEach`; around tests it runs all of them.
 */
export class SuiteHooks {
  readonly #hooks: SuiteNode['hooks'];
  readonly #cleanups: Hook[] = [];
  #isBefore: Promise<void> | null = null;

  constructor(hooks: SuiteNode['hooks']) {
    this.#hooks = hooks;
  }

  /** Runs `beforeAll` once, before the first benchmark that this process sets up. */
  before(): Promise<void> {
    this.#isBefore ??= this.#runBefore();
    return this.#isBefore;
  }

  /** Runs `afterAll`, where `beforeAll` was. */
  async after(): Promise<void> {
    if (this.#isBefore === null) return;
    this.#isBefore = null;
    for (const hook of [...this.#hooks.afterAll].reverse()) await hook();
    for (const cleanup of this.#cleanups.splice(0).reverse()) await cleanup();
  }

  async #runBefore(): Promise<void> {
    for (const hook of this.#hooks.beforeAll) {
      const cleanup: unknown = await hook();
      if (typeof cleanup === 'function') this.#cleanups.push(cleanup as Hook);
    }
  }
}
