interface DatedFact<T> {
  readonly key: string;
  readonly atMs: number;
  readonly value: T;
}

/**
 * The latest facts of one subject, one for each run, kept by date: files can arrive in any order
 * and a fact can be corrected, and the answer is the same.
 */
export class DatedFacts<T> {
  readonly #capacity: number;
  #facts: DatedFact<T>[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Stores a run's fact, in place of an earlier one of the same run. */
  put(key: string, atMs: number, value: T): void {
    const others = this.#facts.filter((fact) => fact.key !== key);
    // Equal dates order by key, so that the order of arrival never decides.
    this.#facts = [...others, { key, atMs, value }]
      .sort((a, b) => a.atMs - b.atMs || (a.key < b.key ? -1 : 1))
      .slice(-this.#capacity);
  }

  /** Returns the latest facts, oldest first. */
  latest(count: number): T[] {
    return this.#facts.slice(-count).map((fact) => fact.value);
  }

  /** Whether as many facts are kept as can be: earlier ones may have been dropped. */
  get isFull(): boolean {
    return this.#facts.length === this.#capacity;
  }

  isLatest(key: string): boolean {
    return this.#facts.at(-1)?.key === key;
  }
}
