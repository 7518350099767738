/**
 * How much structure JSON may have. What is parsed takes up to fifty times the memory of a text such as
 * `[[],[],…`, so that a limit on bytes alone says little. The largest run that this tool writes stays within a
 * half of each: 5,000 benchmarks in 24 paired rounds are 2.6 million values, 0.8 million of them objects and lists.
 */
export interface JsonBounds {
  /** Objects, lists, texts, numbers and so on, all together. */
  readonly values: number;
  /** Objects and lists, which weigh most. */
  readonly containers: number;
  /** Keys of one object: more make it a hash table. */
  readonly keys: number;
  readonly depth: number;
  /** One text. Packed samples are texts: a million samples of the longest kind take 11 MB. */
  readonly textBytes: number;
}

export const JSON_BOUNDS: JsonBounds = {
  values: 5_000_000,
  containers: 1_500_000,
  keys: 10_000,
  depth: 64,
  textBytes: 32 * 1024 * 1024,
};

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Counts the structure of JSON as its bytes come, a nanosecond or two each, before anything is built of it.
 * It does not check the grammar: what is no JSON is refused by the parser.
 */
export class JsonStructure {
  readonly #bounds: JsonBounds;
  /** Keys of the objects that are open, outermost first. */
  readonly #keyCounts: number[] = [];
  #valueCount = 1;
  #containerCount = 0;
  #keyCount = 0;
  #textLength = 0;
  #inText = false;
  #isEscaped = false;

  constructor(bounds: JsonBounds = JSON_BOUNDS) {
    this.#bounds = bounds;
  }

  /** Takes the next bytes; returns which bound they break, in words, or null. */
  take(bytes: Uint8Array): string | null {
    for (let at = 0; at < bytes.length; at++) {
      if (this.#inText) {
        at = this.#endOfText(bytes, at);
        if (this.#textLength > this.#bounds.textBytes)
          return `one text of more than ${this.#bounds.textBytes} bytes`;
        continue;
      }
      const byte = bytes[at] as number;
      if (byte === QUOTE) {
        this.#inText = true;
        this.#textLength = 0;
      } else if (byte === COMMA) this.#valueCount++;
      else if (byte === COLON) this.#keyCount++;
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) this.#open();
      else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) this.#keyCount = this.#keyCounts.pop() ?? 0;
      else continue;
      const broken = this.#broken();
      if (broken !== null) return broken;
    }
    return null;
  }

  #open(): void {
    this.#containerCount++;
    // The first one inside; those after it follow a comma each.
    this.#valueCount++;
    this.#keyCounts.push(this.#keyCount);
    this.#keyCount = 0;
  }

  #broken(): string | null {
    const { values, containers, keys, depth } = this.#bounds;
    if (this.#valueCount > values) return `more than ${values} values`;
    if (this.#containerCount > containers) return `more than ${containers} objects and lists`;
    if (this.#keyCount > keys) return `an object of more than ${keys} keys`;
    return this.#keyCounts.length > depth ? `more than ${depth} objects and lists inside each other` : null;
  }

  /** Returns where the text ends, or the last byte where it goes on. */
  #endOfText(bytes: Uint8Array, start: number): number {
    let isEscaped = this.#isEscaped;
    let at = start;
    for (; at < bytes.length; at++) {
      if (isEscaped) isEscaped = false;
      else {
        const byte = bytes[at];
        if (byte === QUOTE) break;
        isEscaped = byte === BACKSLASH;
      }
    }
    this.#isEscaped = isEscaped;
    this.#inText = at === bytes.length;
    this.#textLength += at - start;
    return this.#inText ? at - 1 : at;
  }
}
