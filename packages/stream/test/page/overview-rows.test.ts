import type { LiveEvent, Verdict } from '@perf-suite/schema';
import { describe, expect, it } from 'vitest';
import {
  chosenRows,
  DEFAULT_CHOICE,
  type OverviewChoice,
  verdictCounts,
} from '../../page/model/overview-rows.js';
import { reduceEvent } from '../../page/model/reduce-event.js';
import { EMPTY_RUN } from '../../page/model/run-model.js';
import { benchmarkHash, overviewHash, parseHash } from '../../page/route.js';
import { roundOf, runStarted } from './example-events.js';

function verdict(benchmark: number, name: Verdict, point: number): LiveEvent {
  const p50 = { point, lower: point, upper: point, confidence: 0.95 };
  const speedup = { p50, p95: null };
  return {
    type: 'verdict',
    t: 0,
    benchmark,
    verdict: name,
    severity: null,
    speedup,
    baseline: 'main',
    summary: '',
  };
}

const { benchmarks } = [
  runStarted(4),
  ...roundOf(0, 0, { baseNs: [1], headNs: [300] }),
  ...roundOf(1, 0, { baseNs: [1], headNs: [100] }),
  ...roundOf(2, 0, { baseNs: [1], headNs: [200] }),
  verdict(0, 'unchanged', 1),
  verdict(1, 'regressed', 0.9),
  verdict(2, 'unchanged', 1.01),
].reduce(reduceEvent, EMPTY_RUN);

function names(choice: Partial<OverviewChoice>): string[] {
  return chosenRows(benchmarks, { ...DEFAULT_CHOICE, ...choice }).map(({ name }) => name);
}

describe('chosenRows', () => {
  it('keeps the order of the files unless asked otherwise', () => {
    expect(names({})).toEqual(['b0', 'b1', 'b2', 'b3']);
    expect(names({ descending: true })).toEqual(['b3', 'b2', 'b1', 'b0']);
  });

  it('sorts by a number, those without one last in either direction', () => {
    expect(names({ sort: 'p50' })).toEqual(['b1', 'b2', 'b0', 'b3']);
    expect(names({ sort: 'p50', descending: true })).toEqual(['b0', 'b2', 'b1', 'b3']);
  });

  it('puts what wants attention first when sorted by verdict', () => {
    expect(names({ sort: 'verdict' })).toEqual(['b1', 'b0', 'b2', 'b3']);
  });

  it('sorts the slowest change first by speedup', () => {
    expect(names({ sort: 'speedup' })).toEqual(['b1', 'b0', 'b2', 'b3']);
  });

  it('filters by all words, in name, group or file, whatever their case', () => {
    expect(names({ words: 'GROUP b2' })).toEqual(['b2']);
    expect(names({ words: 'a.bench b9' })).toEqual([]);
  });

  it('filters by verdict', () => {
    expect(names({ verdict: 'unchanged' })).toEqual(['b0', 'b2']);
  });
});

describe('verdictCounts', () => {
  it('counts what there is, worst first', () => {
    expect(verdictCounts(benchmarks)).toEqual([
      ['regressed', 1],
      ['unchanged', 2],
    ]);
  });
});

describe('parseHash', () => {
  it('reads back every hash that the page writes', () => {
    const choice: OverviewChoice = { sort: 'p95', descending: true, words: 'a & b=c #1', verdict: 'failed' };
    expect(parseHash(overviewHash(choice))).toEqual({ view: 'overview', choice });
    const id = 'bench/ä.ts#group > 100 % of "it"';
    expect(parseHash(benchmarkHash(id))).toEqual({ view: 'benchmark', id });
  });

  it('takes anything else for the overview', () => {
    for (const hash of ['', '#', '#/nowhere', '#/?sort=colour&verdict=fine', '#/benchmark/%E0%A4%A']) {
      expect(parseHash(hash)).toEqual({ view: 'overview', choice: DEFAULT_CHOICE });
    }
  });
});
