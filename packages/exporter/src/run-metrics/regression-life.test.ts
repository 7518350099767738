import type { Verdict } from '@perf-suite/schema';
import { describe, expect, it } from 'vitest';
import { RegressionHistory } from './regression-history.js';
import type { JudgedAgainst, JudgedRun } from './regression-life.js';

const V1: JudgedAgainst = { name: 'v1@aaaaaaa', commits: ['aaaaaaa1'], runStartsMs: [] };
const OLDER: JudgedAgainst = { name: 'v0@bbbbbbb', commits: ['bbbbbbb1'], runStartsMs: [] };
/** A baseline at the commit that the run of this number measured. */
const at = (n: number): JudgedAgainst => ({
  name: `main@000000${n}`,
  commits: [commitOf(n)],
  runStartsMs: [],
});
const stored = (...numbers: number[]): JudgedAgainst => ({
  name: `${numbers.length} runs`,
  commits: numbers.map(commitOf),
  runStartsMs: numbers,
});

function commitOf(n: number): string {
  return `000000${n}c0ffee`;
}

function judged(n: number, verdict: Verdict, against = V1, change: Partial<JudgedRun> = {}): JudgedRun {
  return {
    run: `r${n}`,
    startedAtMs: n,
    commit: commitOf(n),
    isInterrupted: false,
    verdict,
    severity: verdict === 'regressed' ? 'critical' : null,
    against,
    ...change,
  };
}

function after(...runs: readonly JudgedRun[]) {
  const history = new RegressionHistory();
  for (const run of runs) history.put(run);
  const { open, closings } = history.outcome();
  return { open: open?.severity ?? null, closed: closings.map(({ reason }) => reason) };
}

describe('an open regression', () => {
  it.each(['unchanged', 'same-code', 'improved', 'accepted'] as const)('is closed by %s', (verdict) => {
    const reason = verdict === 'same-code' ? 'unchanged' : verdict;
    expect(after(judged(1, 'regressed'), judged(2, verdict))).toEqual({ open: null, closed: [reason] });
  });

  it.each(['inconclusive', 'failed', 'missing', 'incomparable', 'new'] as const)(
    'stays after %s',
    (verdict) => {
      expect(after(judged(1, 'regressed'), judged(2, verdict))).toEqual({ open: 'critical', closed: [] });
    },
  );

  it('stays after an interrupted run, and after one against another baseline, which may be older', () => {
    const stopped = judged(2, 'unchanged', V1, { isInterrupted: true });
    expect(after(judged(1, 'regressed'), stopped).open).toBe('critical');
    expect(after(judged(1, 'regressed'), judged(2, 'unchanged', OLDER)).open).toBe('critical');
    expect(after(judged(1, 'regressed'), judged(2, 'improved', OLDER)).open).toBe('critical');
    expect(after(judged(1, 'regressed'), judged(2, 'accepted', OLDER)).closed).toEqual(['accepted']);
  });

  it('is in the baseline where that moves on to its commit or to one measured since', () => {
    for (const n of [2, 3]) {
      const runs = [judged(1, 'unchanged'), judged(2, 'regressed'), judged(3, 'inconclusive')];
      expect(after(...runs, judged(4, 'unchanged', at(n)))).toEqual({
        open: null,
        closed: ['baseline-moved'],
      });
      expect(after(...runs, judged(4, 'improved', at(n))).closed).toEqual(['improved']);
      expect(after(...runs, judged(4, 'inconclusive', at(n))).open).toBe('critical');
    }
    const before = [judged(1, 'unchanged'), judged(2, 'regressed')];
    expect(after(...before, judged(3, 'unchanged', at(1))).open).toBe('critical');
  });

  it('is another one where it got slower once more, on top of the baseline that has the first in it', () => {
    const runs = [judged(1, 'regressed'), judged(2, 'regressed', at(1), { severity: 'warning' })];
    expect(after(...runs)).toEqual({ open: 'warning', closed: ['baseline-moved'] });
    expect(after(...runs, judged(3, 'unchanged', at(1))).closed).toEqual(['baseline-moved', 'unchanged']);
  });

  it('keeps its worst severity while it is open: a smaller estimate ends nothing', () => {
    const runs = [judged(1, 'regressed'), judged(2, 'regressed', V1, { severity: 'warning' })];
    expect(after(...runs)).toEqual({ open: 'critical', closed: [] });
  });

  it('against stored runs is in the baseline once most of those are not older', () => {
    const found = judged(6, 'regressed', stored(1, 2, 3, 4, 5));
    expect(after(found, judged(7, 'unchanged', stored(2, 3, 4, 5, 6))).closed).toEqual(['unchanged']);
    const still = [
      judged(7, 'regressed', stored(2, 3, 4, 5, 6)),
      judged(8, 'inconclusive', stored(3, 4, 5, 6, 7)),
    ];
    expect(after(found, ...still)).toEqual({ open: 'critical', closed: [] });
    expect(after(found, ...still, judged(9, 'unchanged', stored(4, 5, 6, 7, 8))).closed).toEqual([
      'baseline-moved',
    ]);
  });
});

describe('RegressionHistory', () => {
  it('comes to the same in whatever order reports come', () => {
    const runs = [
      judged(1, 'regressed'),
      judged(2, 'inconclusive'),
      judged(3, 'improved'),
      judged(4, 'regressed'),
    ];
    const expected = after(...runs);
    expect(expected).toEqual({ open: 'critical', closed: ['improved'] });
    for (const order of [
      [3, 2, 1, 0],
      [1, 3, 0, 2],
      [2, 0, 3, 1],
    ])
      expect(after(...order.flatMap((i) => runs[i] ?? []))).toEqual(expected);
  });

  it('remembers a regression that no verdict decided on for hundreds of runs', () => {
    const undecided = Array.from({ length: 300 }, (_, i) => judged(i + 2, 'inconclusive'));
    expect(after(judged(1, 'regressed'), ...undecided)).toEqual({ open: 'critical', closed: [] });
    expect(after(judged(1, 'regressed'), ...undecided, judged(400, 'unchanged')).closed).toEqual([
      'unchanged',
    ]);
  });

  it('takes a corrected report in place of the first', () => {
    expect(after(judged(1, 'regressed'), judged(1, 'unchanged'))).toEqual({ open: null, closed: [] });
  });
});
