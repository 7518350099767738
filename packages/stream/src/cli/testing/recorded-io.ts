import type { CommandIo } from '../io.js';

/** A command's world that keeps what was written. */
export class RecordedIo implements CommandIo {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly terminal = null;
  readonly #stop = new AbortController();
  stdout = '';
  stderr = '';

  constructor(environment: Readonly<Record<string, string | undefined>> = {}) {
    this.environment = environment;
  }

  readonly out = (text: string): void => {
    this.stdout += text;
  };
  readonly err = (text: string): void => {
    this.stderr += text;
  };
  readonly nowMs = (): number => performance.now();

  get stop(): AbortSignal {
    return this.#stop.signal;
  }

  interrupt(): void {
    this.#stop.abort();
  }

  /** The lines of standard output as JSON. */
  get messages(): { readonly type: string; readonly [field: string]: unknown }[] {
    return this.stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  }

  /** Waits until standard output matches. */
  async untilOut(pattern: RegExp): Promise<string> {
    for (let attempt = 0; attempt < 2_000; attempt++) {
      const match = pattern.exec(this.stdout);
      if (match !== null) return match[0];
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(
      `never written: ${pattern}; written: ${this.stdout.slice(-500)} ${this.stderr.slice(-500)}`,
    );
  }
}
