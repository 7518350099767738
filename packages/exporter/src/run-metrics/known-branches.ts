/** How many branches have metrics, and which one always has. */
export interface BranchBound {
  readonly defaultBranch: string;
  /** Most branches beside the default one: those with the newest runs. */
  readonly limit: number;
}

export const DEFAULT_BRANCH_BOUND: BranchBound = { defaultBranch: 'main', limit: 30 };

/** The branch of a run that was measured without one: without git, or at a detached HEAD. */
export const DETACHED = 'detached';

/** Which branches are shown: every one is a set of series, and repositories have thousands of branches. */
export class KnownBranches {
  readonly #bound: BranchBound;
  /** When the newest run of each branch beside the default one started. */
  readonly #newestMs = new Map<string, number>();

  #isDefaultKnown = false;

  constructor(bound: BranchBound) {
    this.#bound = bound;
  }

  isDefault(branch: string): boolean {
    return branch === this.#bound.defaultBranch;
  }

  /**
   * Whether a branch has histograms, which are most of its series: all have as long as no run of the default branch is
   * known, and then that one alone.
   */
  hasHistograms(branch: string): boolean {
    return this.isDefault(branch) || !this.#isDefaultKnown;
  }

  /**
   * Notes a run of a branch, and returns the branches that are shown no longer because of it: the branch itself
   * where it is older than all of the limit.
   */
  saw(branch: string, startedAtMs: number): readonly string[] {
    if (this.isDefault(branch)) {
      this.#isDefaultKnown = true;
      return [];
    }
    this.#newestMs.set(branch, Math.max(startedAtMs, this.#newestMs.get(branch) ?? 0));
    const newestFirst = [...this.#newestMs].sort(([a, aMs], [b, bMs]) => bMs - aMs || (a < b ? -1 : 1));
    return this.#remove(newestFirst.slice(this.#bound.limit).map(([name]) => name));
  }

  /** Forgets the branches without a run since, and returns them; never the default one. */
  forgetBefore(atMs: number): readonly string[] {
    return this.#remove([...this.#newestMs].filter(([, newestMs]) => newestMs < atMs).map(([name]) => name));
  }

  #remove(branches: readonly string[]): readonly string[] {
    for (const branch of branches) this.#newestMs.delete(branch);
    return branches;
  }
}
