type LabelObject = Readonly<Record<string, string>>;

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
  readonly #onRefused: () => void;
  readonly #known = new Map<string, LabelObject>();
  readonly #other: LabelObject;

  constructor(
    names: readonly string[],
    { cap, onRefused }: { readonly cap: number; readonly onRefused: () => void },
  ) {
    this.#names = names;
    this.#cap = cap;
    this.#onRefused = onRefused;
    this.#other = Object.fromEntries(names.map((name) => [name, OTHER]));
  }

  /** Returns the labels with these values, in the order of the names: the same object for the same values. */
  of(values: readonly string[]): LabelObject {
    // A plain loop: this runs for every value that is counted.
    let key = '';
    for (const value of values) key += `${value}\u0000`;
    return this.#known.get(key) ?? this.#add(key, values);
  }

  #add(key: string, values: readonly string[]): LabelObject {
    if (this.#names.length !== values.length) {
      throw new RangeError(`expected ${this.#names.length} label values, found ${values.length}`);
    }
    if (this.#known.size >= this.#cap) {
      this.#onRefused();
      return this.#other;
    }
    const labels = Object.fromEntries(
      this.#names.map((name, i) => [name, cleanLabelValue(values[i] as string)]),
    );
    this.#known.set(key, labels);
    return labels;
  }
}

function cleanLabelValue(value: string): string {
  // Also of what is no string, where the caller has no types.
  return String(value).slice(0, LONGEST_LABEL_VALUE);
}
