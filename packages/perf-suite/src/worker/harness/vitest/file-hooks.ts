import type { Hook, SuiteNode } from './suite-tree.js';

/**
 * The hooks that `vitest bench` runs: `beforeAll` and `afterAll` of the file itself. Those inside of `describe`, and
 * all `beforeEach` and `afterEach`, it leaves out.
 */
export class FileHooks {
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
