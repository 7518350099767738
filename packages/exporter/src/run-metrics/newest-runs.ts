import { BySubject, type Subject } from './subject.js';

/** A machine, a branch on it, or a benchmark of that branch. */
export interface RunScope {
  readonly environment: string;
  readonly branch?: string;
  readonly benchmark?: string;
}

/**
 * When the newest run of each environment, of each branch on it, and of each benchmark of that started. Runs can be
 * read in any order, and only the newest one of its scope may set a gauge. Times are Unix milliseconds.
 */
export class NewestRuns {
  readonly #environments = new Map<string, number>();
  readonly #branches = new Map<string, Map<string, number>>();
  readonly #benchmarks = new BySubject<number>();

  /** Notes a run of a branch, or of a benchmark in it. */
  saw(startedAtMs: number, { environment, branch, benchmark }: RunScope & { readonly branch: string }): void {
    raise(this.#environments, environment, startedAtMs);
    const ofBranch = this.#branches.get(branch) ?? new Map<string, number>();
    this.#branches.set(branch, ofBranch);
    raise(ofBranch, environment, startedAtMs);
    if (benchmark === undefined) return;
    const subject = { environment, branch, benchmark };
    this.#benchmarks.set(subject, Math.max(startedAtMs, this.#benchmarks.get(subject) ?? 0));
  }

  /** Returns whether no newer run of the scope has been noted. */
  isNewest(startedAtMs: number, scope: RunScope): boolean {
    return this.#newestOf(scope) === startedAtMs;
  }

  /** Forgets the benchmarks not seen since whose branch and environment ran without them later, and returns them. */
  forgetBefore(atMs: number): Subject[] {
    const gone = [...this.#benchmarks.entries()].filter(
      ({ subject: { environment, branch }, value: startedAtMs }) => {
        return startedAtMs < atMs && startedAtMs < (this.#newestOf({ environment, branch }) ?? 0);
      },
    );
    for (const { subject } of gone) this.#benchmarks.delete(subject);
    return gone.map(({ subject }) => subject);
  }

  forgetBranch(branch: string): void {
    this.#branches.delete(branch);
    this.#benchmarks.deleteBranch(branch);
  }

  #newestOf({ environment, branch, benchmark }: RunScope): number | undefined {
    if (branch === undefined) return this.#environments.get(environment);
    if (benchmark === undefined) return this.#branches.get(branch)?.get(environment);
    return this.#benchmarks.get({ environment, branch, benchmark });
  }
}

function raise(newest: Map<string, number>, key: string, startedAtMs: number): void {
  newest.set(key, Math.max(startedAtMs, newest.get(key) ?? 0));
}
