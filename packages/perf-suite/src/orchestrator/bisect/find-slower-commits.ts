import type { Commit } from './commit.js';
import type { Comparison } from './comparison.js';
import type { History } from './history.js';
import { type ErrorShares, MOST_OPEN } from './search-size.js';

/** Compares a commit with an older one, and is wrong with a chance of at most `errorRate`. */
export type Compare = (newer: Commit, older: Commit, errorRate: number) => Promise<Comparison>;

/** A commit between two that were told apart, of which nothing is known. */
export interface Undecided {
  readonly commit: Commit;
  readonly comparison: Comparison;
}

/** One step up in the time that the benchmark takes. */
export interface Finding {
  /** The last commit known to be not slower than the good end. */
  readonly before: Commit;
  /** The first commit known to be slower. */
  readonly slower: Commit;
  /** The commits between these two, oldest first: any of them, or `slower`, may be the one. */
  readonly undecided: readonly Undecided[];
  /** `slower` compared with `before`. */
  readonly comparison: Comparison;
  /** What is in the merge that was found; null where it is none, or was not searched. */
  readonly inMerge: SearchOutcome | null;
}

export interface SearchOutcome {
  /** The bad end compared with the good one. */
  readonly whole: Comparison;
  /** From the good end to the bad one. */
  readonly findings: readonly Finding[];
  /** The bad end compared with the last commit that was found; null where that is the bad end. */
  readonly rest: Comparison | null;
}

export interface SearchParts {
  readonly compare: Compare;
  readonly shares: ErrorShares;
  /** Returns what a merge brought in; null where that is not to be searched. */
  readonly historyOfMerge: (merge: Commit) => Promise<History | null>;
}

/**
 * Finds the commits that made a benchmark slower. Each commit in question is compared with the good end. Once one is
 * found it takes the good end's place: as long as the bad end is slower than it, it does not account for the whole
 * slowdown, and the rest is searched on. Merges come last, so that asking for them changes nothing before.
 */
export async function findSlowerCommits(history: History, parts: SearchParts): Promise<SearchOutcome> {
  const { findings, ...outcome } = await findInHistory(history, parts);
  const searched: Finding[] = [];
  for (const finding of findings) searched.push({ ...finding, inMerge: await searchMerge(finding, parts) });
  return { ...outcome, findings: searched };
}

async function findInHistory(history: History, { compare, shares }: SearchParts): Promise<SearchOutcome> {
  const last = history.length - 1;
  const findings: Finding[] = [];
  let whole: Comparison | null = null;
  for (let start = 0; start < last; ) {
    const span = new Span(history, start, shares.next(last - start), compare);
    const rest = await span.compare(last, start);
    whole ??= rest;
    if (rest.kind !== 'slower') return { whole, findings, rest: findings.length === 0 ? null : rest };
    const { before, slower } = await span.narrow();
    findings.push({
      before: span.commit(before),
      slower: span.commit(slower),
      undecided: span.undecidedBetween(before, slower),
      comparison: await span.compare(slower, before),
      inMerge: null,
    });
    start = slower;
  }
  return { whole: whole as Comparison, findings, rest: null };
}

async function searchMerge(
  { slower, undecided, comparison }: Finding,
  parts: SearchParts,
): Promise<SearchOutcome | null> {
  if (undecided.length > 0 || comparison.kind !== 'slower') return null;
  const merged = await parts.historyOfMerge(slower);
  return merged === null ? null : findSlowerCommits(merged, parts);
}

/** The commits from a good end on, and what is known of them. */
class Span {
  readonly #history: History;
  readonly #start: number;
  readonly #errorRate: number;
  readonly #compare: Compare;
  readonly #known = new Map<string, Comparison>();

  constructor(history: History, start: number, errorRate: number, compare: Compare) {
    this.#history = history;
    this.#start = start;
    this.#errorRate = errorRate;
    this.#compare = compare;
  }

  commit(index: number): Commit {
    return this.#history[index] as Commit;
  }

  /** Compares two commits, each pair once. */
  async compare(newer: number, older: number): Promise<Comparison> {
    const key = `${newer} ${older}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const comparison = await this.#compare(this.commit(newer), this.commit(older), this.#errorRate);
    this.#known.set(key, comparison);
    return comparison;
  }

  /**
   * Halves the commits between the good end and the bad one, which is slower, until no commit is left that can be told
   * apart. A commit that cannot be measured, or stays open, is stood in for by its neighbours.
   */
  async narrow(): Promise<{ readonly before: number; readonly slower: number }> {
    let before = this.#start;
    let slower = this.#history.length - 1;
    for (;;) {
      const candidates = this.#between(before, slower).filter((i) => !this.#isUndecided(i));
      const middle = candidates[(candidates.length - 1) >> 1];
      if (middle === undefined || this.#openCount() > MOST_OPEN) return { before, slower };
      const { kind } = await this.compare(middle, this.#start);
      if (kind === 'slower') slower = middle;
      else if (kind === 'not-slower' || kind === 'same-code') before = middle;
    }
  }

  undecidedBetween(before: number, slower: number): Undecided[] {
    return this.#between(before, slower).map((i) => ({
      commit: this.commit(i),
      comparison: this.#known.get(`${i} ${this.#start}`) ?? NOT_MEASURED,
    }));
  }

  #between(before: number, slower: number): number[] {
    return Array.from({ length: slower - before - 1 }, (_, i) => before + 1 + i);
  }

  #isUndecided(index: number): boolean {
    const kind = this.#known.get(`${index} ${this.#start}`)?.kind;
    return kind === 'open' || kind === 'skipped';
  }

  #openCount(): number {
    return [...this.#known.values()].filter(({ kind }) => kind === 'open').length;
  }
}

const NOT_MEASURED: Comparison = { kind: 'skipped', reason: 'not measured: too many others stayed open' };
