import type { Collector } from '../harness/collector.js';
import { setImmediate, setTimeout } from '../measure/clock.js';

/** How long a file that keeps something open, such as a server, is waited for after it declared something. */
const LEFT_OPEN_MS = 2000;

/** Thrown in place of an exit: a script ends itself once it has run its benchmarks. */
export class ScriptEnd extends Error {
  override readonly name = 'ScriptEnd';
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`the file ended the process with exit code ${exitCode}`);
    this.exitCode = exitCode;
  }
}

export type Namespace = Readonly<Record<string, unknown>>;

/** One benchmark file as a program of its own: imported as if Node had been started with it, and waited for. */
export class ImportedFile {
  readonly #collector: Collector;
  readonly #restore: () => void;
  #isOver = false;
  #onEnd: (() => void) | null = null;

  constructor(file: string, collector: Collector) {
    this.#collector = collector;
    const { exit, argv } = process;
    // Scripts ask whether they are the program that was started.
    process.argv = [argv[0] as string, file];
    process.exit = (code) => this.#exit(exit, code);
    this.#restore = () => {
      process.argv = argv;
      process.exit = exit;
    };
  }

  /** Imports it, up to the end of what its module awaits. */
  async import(url: string): Promise<Namespace> {
    try {
      return await import(url);
    } catch (error) {
      if (error instanceof ScriptEnd) return {};
      throw error;
    }
  }

  /** Waits until nothing of what it started is left to do, as a `main()` that nobody awaits. */
  async ended(): Promise<void> {
    if (this.#isOver) return;
    await new Promise<void>((resolve) => {
      this.#onEnd = resolve;
      // In a new turn of the event loop: where the next file loads without one, as on Node 26, no second `beforeExit`
      // comes, and the process ends.
      process.once('beforeExit', () => setImmediate(resolve));
      this.#waitWhileDeclaring(resolve);
    });
  }

  /** Ends the wait for a file that keeps the event loop going without declaring anything more. */
  #waitWhileDeclaring(resolve: () => void): void {
    const { count } = this.#collector;
    const look = (): void => {
      if (this.#collector.count === count) resolve();
      else this.#waitWhileDeclaring(resolve);
    };
    setTimeout(look, LEFT_OPEN_MS).unref();
  }

  /** Gives the process its own exit back. */
  close(): void {
    this.#restore();
  }

  #exit(exit: typeof process.exit, code: string | number | null | undefined): never {
    // Before it declared anything, an exit is its failure.
    if (this.#collector.count === 0) return exit(code);
    this.#isOver = true;
    this.#onEnd?.();
    throw new ScriptEnd(Number(code ?? process.exitCode ?? 0));
  }
}
