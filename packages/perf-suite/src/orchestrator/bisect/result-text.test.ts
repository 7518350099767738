import { describe, expect, it } from 'vitest';
import type { Commit } from './commit.js';
import type { Comparison } from './comparison.js';
import type { SearchOutcome } from './find-slower-commits.js';
import { resultText } from './result-text.js';
import type { SearchResult } from './search-result.js';

function commit(letter: string, parents: readonly string[] = ['p']): Commit {
  const date = '2026-11-05T23:00:00+01:00';
  return { id: letter.repeat(40), parents, author: 'Ann Lee', date, subject: `Change ${letter}` };
}

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((letter) => commit(letter)) as [Commit, Commit, Commit, Commit];

function measured(kind: 'slower' | 'not-slower' | 'open', point: number): Comparison {
  return {
    kind,
    change: { point, lower: point - 0.01, upper: point + 0.01, confidence: 0.95 },
    rounds: 12,
  };
}

function textOf(outcome: SearchOutcome, benchmark: Partial<SearchResult['benchmark']> = {}): string {
  return resultText({
    ends: { good: 'v1', bad: 'main' },
    history: [a, b, c, d],
    benchmark: {
      id: 'a.bench.js#sort',
      fileId: 'a.bench.js',
      title: 'sort',
      percentile: 'p50',
      minimumEffect: 0.025,
      alsoSlower: [],
      notCompared: [],
      outOf: 1,
      ...benchmark,
    },
    outcome,
    comparisons: [
      { newer: d.id, older: a.id, comparison: outcome.whole, spentMs: 61_000 },
      { newer: c.id, older: a.id, comparison: { kind: 'skipped', reason: 'npm ci failed' }, spentMs: 1000 },
    ],
    errorRate: 0.01,
    intoMerges: false,
  });
}

const whole = measured('slower', 0.3);
const found = { before: a, slower: b, undecided: [], comparison: whole, inMerge: null };

describe('resultText', () => {
  it('names the commit, its size, what it accounts for, and how sure that is', () => {
    expect(textOf({ whole, findings: [found], rest: measured('not-slower', 0.001) })).toBe(
      `sort got slower between v1 (aaaaaaa) and main (ddddddd): p50 takes 30.0 % longer (95 % interval +29.0 % to +31.0 %, 12 rounds).

bbbbbbb made it slower: p50 takes 30.0 % longer (95 % interval +29.0 % to +31.0 %, 12 rounds) than in aaaaaaa, the commit before it.
    Change b
    Ann Lee, 2026-11-05

It accounts for the whole slowdown: main (ddddddd) is not slower than bbbbbbb by 2.5 % or more; p50 takes 0.10 % longer (95 % interval -0.90 % to +1.1 %, 12 rounds).

1 comparison in 12 rounds and 1 min 02 s; 1 commit skipped. The chance that any of them was decided wrongly is at most 1 %.
`,
    );
  });

  it('names the range, with the reason for each commit that could not be told apart', () => {
    const undecided = [{ commit: b, comparison: { kind: 'skipped', reason: 'npm ci failed' } as const }];
    const text = textOf({ whole, findings: [{ ...found, slower: c, undecided }], rest: null });
    expect(text).toContain('One of 2 commits made it slower: in ccccccc, p50 takes 30.0 % longer');
    expect(text).toContain(
      '  bbbbbbb skipped: npm ci failed\n    Change b\n    Ann Lee, 2026-11-05\n  ccccccc\n',
    );
  });

  it('blames no commit that is not slower than the one before it', () => {
    const comparison = measured('not-slower', 0.01);
    const text = textOf({ whole, findings: [{ ...found, comparison }], rest: null });
    expect(text).toContain('It got slower little by little up to bbbbbbb');
    expect(text).not.toContain('made it slower');
  });

  it('says where the rest of the slowdown could not be told', () => {
    const text = textOf({ whole, findings: [found], rest: measured('open', 0.02) });
    expect(text).toContain(
      'Whether there is more could not be told: in main (ddddddd), p50 takes 2.0 % longer',
    );
    expect(text).not.toContain('accounts for');
  });

  it('hints at what a merge brought in', () => {
    const slower = commit('b', ['p', 'q']);
    expect(textOf({ whole, findings: [{ ...found, slower }], rest: null })).toContain('--into-merges');
  });

  it('says which of several benchmarks it searched, and which could not be compared', () => {
    const notCompared = [{ title: 'print', reason: 'good has no print.js' }];
    const text = textOf(
      { whole, findings: [found], rest: null },
      { alsoSlower: ['parse'], notCompared, outOf: 3 },
    );
    expect(text).toContain('Slower as well, and not searched for: parse.');
    expect(text).toContain('Not compared: print (good has no print.js).');
    const none = textOf({ whole: measured('not-slower', 0), findings: [], rest: null }, { outOf: 3 });
    expect(none).toContain('None of 3 benchmarks got slower between v1 (aaaaaaa) and main (ddddddd)');
  });

  it('prints no control characters of commit messages', () => {
    const slower = { ...b, subject: 'Change \u001b[2J it' };
    expect(textOf({ whole, findings: [{ ...found, slower }], rest: null })).not.toContain('\u001b');
  });
});
