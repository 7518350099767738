import { describe, expect, it } from 'vitest';
import type { Commit } from './commit.js';
import type { Comparison } from './comparison.js';
import { type Finding, findSlowerCommits, type SearchOutcome } from './find-slower-commits.js';
import type { History } from './history.js';
import { exitCodeOf, kindOf } from './result-kind.js';
import { ErrorShares, MOST_OPEN, mostComparisons } from './search-size.js';

const MINIMUM_EFFECT = 0.025;

/** A commit that makes its benchmark take so many percent more of its time, or that cannot be told. */
type Change = number | 'broken' | 'open';

interface Trial {
  readonly outcome: SearchOutcome;
  readonly compared: readonly string[];
  readonly errorRates: readonly number[];
}

/** Searches commits 1, 2, ... after the good commit 0, of which each changes what it says. */
async function trial(changes: readonly Change[]): Promise<Trial> {
  const history = [0, ...changes].map((_, i) => commit(i)) as unknown as History;
  const compared: string[] = [];
  const errorRates: number[] = [];
  const outcome = await findSlowerCommits(history, {
    shares: new ErrorShares(0.01),
    historyOfMerge: async () => null,
    compare: async (newer, older, errorRate) => {
      compared.push(`${newer.id} ${older.id}`);
      errorRates.push(errorRate);
      return comparisonOf(Number(newer.id), Number(older.id), changes);
    },
  });
  return { outcome, compared, errorRates };
}

function commit(index: number): Commit {
  return {
    id: `${index}`,
    parents: [],
    author: 'Ann Lee',
    date: '2026-11-01T10:00:00Z',
    subject: `${index}`,
  };
}

function comparisonOf(newer: number, older: number, changes: readonly Change[]): Comparison {
  const own = changes[newer - 1];
  if (own === 'broken') return { kind: 'skipped', reason: 'it does not build' };
  const between = changes.slice(older, newer).filter((change) => typeof change === 'number');
  const point = between.reduce((product, change) => product * (1 + change / 100), 1) - 1;
  const change = { point, lower: point - 0.001, upper: point + 0.001, confidence: 0.95 };
  const kind = own === 'open' ? 'open' : point >= MINIMUM_EFFECT ? 'slower' : 'not-slower';
  return { kind, change, rounds: 12 };
}

const found = ({ outcome }: Trial): string[] =>
  outcome.findings.map((finding: Finding) => `${kindOf(finding)} ${finding.slower.id}`);

describe('findSlowerCommits', () => {
  it('finds the one commit, wherever it is, with no more comparisons than it says', async () => {
    for (let count = 1; count <= 40; count++) {
      for (let culprit = 1; culprit <= count; culprit++) {
        const changes = Array.from({ length: count }, (_, i) => (i + 1 === culprit ? 30 : 0));
        const done = await trial(changes);
        expect(found(done)).toEqual([`commit ${culprit}`]);
        expect(exitCodeOf(done.outcome)).toBe(0);
        // The last one says that nothing is left after the commit, and has its own share.
        const restCount = culprit === count ? 0 : 1;
        expect(done.compared.length - restCount).toBeLessThanOrEqual(mostComparisons(count));
      }
    }
  });

  it('holds the error of all its comparisons together', async () => {
    for (const changes of [[0, 30, 0, 0, 20, 0], [30], [0, 0, 0], [10, 10, 10, 10, 10, 10, 10, 10]]) {
      const { errorRates } = await trial(changes);
      expect(errorRates.reduce((sum, rate) => sum + rate, 0)).toBeLessThanOrEqual(0.01);
    }
  });

  it('compares no pair twice', async () => {
    const { compared } = await trial([0, 30, 0, 'broken', 20, 0, 'open', 5]);
    expect(new Set(compared).size).toBe(compared.length);
  });

  it('finds what the first commit does not account for', async () => {
    const done = await trial([0, 20, 0, 0, 30, 0]);
    expect(found(done)).toEqual(['commit 2', 'commit 5']);
    expect(done.outcome.rest?.kind).toBe('not-slower');
    expect(exitCodeOf(done.outcome)).toBe(0);
  });

  it('ends after one comparison where bad is not slower', async () => {
    const done = await trial([0, 1, 0]);
    expect(found(done)).toEqual([]);
    expect(done.compared).toEqual(['3 0']);
    expect(exitCodeOf(done.outcome)).toBe(4);
  });

  it('says so where it cannot be told whether bad is slower', async () => {
    const { outcome } = await trial([0, 30, 'open']);
    expect(outcome.findings).toEqual([]);
    expect(exitCodeOf(outcome)).toBe(3);
  });

  it('goes round broken commits that are not beside the one', async () => {
    expect(found(await trial([0, 0, 'broken', 'broken', 0, 30, 0, 'broken', 0]))).toEqual(['commit 6']);
  });

  it('names the range where a broken commit stands before the one', async () => {
    const done = await trial([0, 0, 'broken', 30, 0]);
    expect(found(done)).toEqual(['range 4']);
    expect(done.outcome.findings[0]?.undecided.map(({ commit: { id } }) => id)).toEqual(['3']);
    expect(done.outcome.findings[0]?.before.id).toBe('2');
    expect(exitCodeOf(done.outcome)).toBe(3);
  });

  it('lets neighbours stand in for commits that stay open, up to a number of them', async () => {
    expect(found(await trial([0, 0, 0, 'open', 0, 30, 0, 0]))).toEqual(['commit 6']);
    const many = await trial([0, ...new Array<Change>(20).fill('open'), 30, 0]);
    const opened = many.outcome.findings[0]?.undecided.filter(({ comparison }) => comparison.kind === 'open');
    expect(opened).toHaveLength(MOST_OPEN + 1);
    expect(exitCodeOf(many.outcome)).toBe(3);
  });

  it('names no commit where it got slower little by little', async () => {
    const done = await trial([1, 1, 1, 1]);
    expect(found(done)).toEqual(['gradual 3']);
    expect(exitCodeOf(done.outcome)).toBe(3);
  });
});
