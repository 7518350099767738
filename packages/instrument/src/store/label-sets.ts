import { labelText } from './label-text.js';

export type LabelObject = Readonly<Record<string, string>>;

/** Of a label's value; what is longer is cut. */
export const LONGEST_LABEL_VALUE = 120;
/** What stands in all labels of the series that those beyond the cap share. */
export const OTHER = 'other';

/**
 * The label sets of one metric, each made once. Bounds their number: what comes after the cap shares one series, so
 * that whoever chooses a value (a client, a host name) cannot fill the memory of the service and of Prometheus.
 */
export class LabelSets {
  readonly #names: readonly string[];
  readonly #cap: number;
  readonly #known = new Map<string, LabelObject>();
  /** What `of` returns beyond the cap. */
  readonly other: LabelObject;

  constructor(names: readonly string[], cap: number) {
    this.#names = names;
    this.#cap = cap;
    this.other = Object.fromEntries(names.map((name) => [name, OTHER]));
  }

  /**
   * Returns the labels with these values, in the order of the names: the same object for the same values. Null where
   * one of them cannot be a label: callers in JavaScript have no types.
   */
  of(values: readonly unknown[]): LabelObject | null {
    // A plain loop: this runs for every value that is counted.
    let key = '';
    for (const value of values) {
      if (typeof value !== 'string') return this.#ofTexts(values.map(labelText));
      key += `${value}\u0000`;
    }
    return this.#known.get(key) ?? this.#add(key, values as readonly string[]);
  }

  #ofTexts(values: readonly (string | null)[]): LabelObject | null {
    return values.includes(null) ? null : this.of(values);
  }

  #add(key: string, values: readonly string[]): LabelObject {
    if (this.#names.length !== values.length) {
      throw new RangeError(`expected ${this.#names.length} label values, found ${values.length}`);
    }
    if (this.#known.size >= this.#cap) return this.other;
    const labels = Object.fromEntries(
      this.#names.map((name, i) => [name, (values[i] as string).slice(0, LONGEST_LABEL_VALUE)]),
    );
    this.#known.set(key, labels);
    return labels;
  }
}
