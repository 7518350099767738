import { describe, expect, it } from 'vitest';
import { percentilesBehind } from './percentiles-behind.js';
import type { PercentileComparison } from './report.js';
import type { Verdict } from './verdict.js';

const one = (percentile: 'p50' | 'p95', verdict: Verdict, gates = true): PercentileComparison => ({
  percentile,
  verdict,
  gates,
  baselineNs: null,
  currentNs: null,
  change: null,
  speedup: null,
  pValue: null,
  minimumEffect: 0.025,
  replicates: 8,
  warnings: [],
});

describe('percentilesBehind', () => {
  it.each<[Verdict, Verdict, Verdict, string[]]>([
    ['regressed', 'unchanged', 'regressed', ['p95']],
    ['regressed', 'regressed', 'regressed', ['p50', 'p95']],
    ['regressed', 'improved', 'regressed', ['p95']],
    ['unchanged', 'unchanged', 'inconclusive', ['p50']],
    ['inconclusive', 'inconclusive', 'inconclusive', ['p50']],
  ])('%s of p50 %s and p95 %s rests on %j', (verdict, p50, p95, expected) => {
    expect(percentilesBehind({ verdict, percentiles: [one('p50', p50), one('p95', p95)] })).toEqual(expected);
  });

  it('names none that only warns', () => {
    const percentiles = [one('p50', 'regressed'), one('p95', 'regressed', false)];
    expect(percentilesBehind({ verdict: 'regressed', percentiles })).toEqual(['p50']);
  });
});
