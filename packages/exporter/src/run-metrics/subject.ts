/** What a metric is about: one benchmark, on one machine, of one branch. */
export interface Subject {
  readonly benchmark: string;
  readonly environment: string;
  readonly branch: string;
}

/** Values kept for each subject. */
export class BySubject<T> {
  readonly #entries = new Map<string, { readonly subject: Subject; readonly value: T }>();

  get(subject: Subject): T | undefined {
    return this.#entries.get(keyOf(subject))?.value;
  }

  /** Returns the subject's value, made on the first call. */
  getOrCreate(subject: Subject, create: () => T): T {
    const known = this.#entries.get(keyOf(subject));
    if (known !== undefined) return known.value;
    const value = create();
    this.set(subject, value);
    return value;
  }

  set({ benchmark, environment, branch }: Subject, value: T): void {
    const subject = { benchmark, environment, branch };
    this.#entries.set(keyOf(subject), { subject, value });
  }

  delete(subject: Subject): void {
    this.#entries.delete(keyOf(subject));
  }

  deleteBranch(branch: string): void {
    for (const [key, { subject }] of this.#entries) if (subject.branch === branch) this.#entries.delete(key);
  }

  entries(): Iterable<{ readonly subject: Subject; readonly value: T }> {
    return this.#entries.values();
  }
}

/** Returns a subject as the labels of its metrics. */
export function labelsOf({ benchmark, environment, branch }: Subject) {
  return { benchmark_name: benchmark, environment, branch };
}

function keyOf({ benchmark, environment, branch }: Subject): string {
  return `${branch}\u0000${environment}\u0000${benchmark}`;
}
