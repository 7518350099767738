interface Seen {
  readonly environment: string;
  readonly benchmark: string;
  startedAtMs: number;
}

/**
 * When the newest run of each environment, and of each benchmark in it, started. Runs can be read in any
 * order, and only the newest one of its subject may set a gauge. Times are Unix milliseconds.
 */
export class NewestRuns {
  readonly #environments = new Map<string, number>();
  readonly #benchmarks = new Map<string, Seen>();

  /** Notes a run of an environment, or of a benchmark in it. */
  saw(startedAtMs: number, environment: string, benchmark?: string): void {
    if (benchmark === undefined) {
      this.#environments.set(environment, Math.max(startedAtMs, this.#environments.get(environment) ?? 0));
      return;
    }
    const key = keyOf(environment, benchmark);
    const seen = this.#benchmarks.get(key);
    if (seen === undefined) this.#benchmarks.set(key, { environment, benchmark, startedAtMs });
    else seen.startedAtMs = Math.max(startedAtMs, seen.startedAtMs);
  }

  /** Returns whether no newer run of the environment, or of the benchmark in it, has been noted. */
  isNewest(startedAtMs: number, environment: string, benchmark?: string): boolean {
    const newestMs =
      benchmark === undefined
        ? this.#environments.get(environment)
        : this.#benchmarks.get(keyOf(environment, benchmark))?.startedAtMs;
    return newestMs === startedAtMs;
  }

  /** Forgets the benchmarks not seen since whose environment ran without them later, and returns them. */
  forgetBefore(atMs: number): Pick<Seen, 'environment' | 'benchmark'>[] {
    const gone = [...this.#benchmarks.values()].filter(
      ({ environment, startedAtMs }) =>
        startedAtMs < atMs && startedAtMs < (this.#environments.get(environment) ?? 0),
    );
    for (const { environment, benchmark } of gone) this.#benchmarks.delete(keyOf(environment, benchmark));
    return gone;
  }
}

const keyOf = (environment: string, benchmark: string): string => `${environment}\u0000${benchmark}`;
