/** Room for the line that says how much was left out. */
const ROOM_FOR_REST = 120;

/** A text that is read where only so much is shown. Parts that come first take what they need, rows that do not fit are counted. */
export class LimitedText {
  readonly #limit: number;
  readonly #lines: string[] = [];
  #length = 0;

  /** @param limit characters, as JavaScript counts them */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds lines that must be there. */
  add(...lines: readonly string[]): void {
    this.#lines.push(...lines);
    for (const line of lines) this.#length += line.length + 1;
  }

  /**
   * Adds rows as long as the text stays within a share of the limit.
   * @param share of the whole limit, with all that came before
   * @param rest says how many rows were left out
   */
  addRows(rows: readonly string[], share: number, rest: (count: number) => string): void {
    for (const [i, row] of rows.entries()) {
      if (this.#length + row.length + 1 + ROOM_FOR_REST > this.#limit * share) {
        this.add(rest(rows.length - i));
        return;
      }
      this.add(row);
    }
  }

  toString(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}
