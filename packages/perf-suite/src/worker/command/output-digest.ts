import { createHash } from 'node:crypto';

/** Longer output is not compared. */
const MOST_BYTES = 1_000_000;

/** Takes in what a command writes, and tells whether two executions wrote the same. */
export class OutputDigest {
  readonly #folder: string;
  #chunks: Buffer[] = [];
  #bytes = 0;

  /** @param folder the side's own, whose path in the output makes no difference */
  constructor(folder: string) {
    this.#folder = folder;
  }

  add(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes <= MOST_BYTES) this.#chunks.push(chunk);
    else this.#chunks = [];
  }

  /** Null where it was too much. */
  digest(): string | null {
    if (this.#bytes > MOST_BYTES) return null;
    const text = Buffer.concat(this.#chunks).toString('latin1');
    // In the bytes of its name: what is no UTF-8 stays as it is.
    const folder = Buffer.from(this.#folder).toString('latin1');
    return createHash('sha256').update(text.replaceAll(folder, '.'), 'latin1').digest('hex');
  }
}
