/** Keeps the end of a text that arrives in chunks. */
export class Tail {
  readonly #limit: number;
  #text = '';

  /** @param limit characters kept */
  constructor(limit: number) {
    this.#limit = limit;
  }

  push(text: string): void {
    this.#text = (this.#text + text).slice(-this.#limit);
  }

  toString(): string {
    return this.#text;
  }
}
