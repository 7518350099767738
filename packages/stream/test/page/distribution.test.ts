import { describe, expect, it } from 'vitest';
import { bulkRange, cumulativeCurves, densityCurves } from '../../page/model/distribution.js';
import { reduceEvent } from '../../page/model/reduce-event.js';
import { EMPTY_RUN } from '../../page/model/run-model.js';
import { roundOf, runStarted } from './example-events.js';

const baseNs = Array.from({ length: 1000 }, (_, i) => 100 + i / 100);
const headNs = baseNs.map((ns, i) => (i === 500 ? 1e6 : ns * 1.05));
const run = [runStarted(2), ...roundOf(0, 0, { baseNs, headNs })].reduce(reduceEvent, EMPTY_RUN);
const [measured, unmeasured] = run.benchmarks as [(typeof run.benchmarks)[0], (typeof run.benchmarks)[0]];

describe('bulkRange', () => {
  it('spans both variants and leaves a lone outlier out', () => {
    const range = bulkRange(measured);
    expect(range?.lowNs).toBeLessThan(101);
    expect(range?.highNs).toBeGreaterThan(115);
    expect(range?.highNs).toBeLessThan(120);
  });

  it('is null without samples', () => {
    expect(bulkRange(unmeasured)).toBeNull();
  });
});

describe('densityCurves', () => {
  it('counts each sample in the bin that holds it, as a share of all', () => {
    const { base, head } = densityCurves(measured, { lowNs: 100, highNs: 120 }, 20);
    expect(base?.slice(0, 11).map((share) => Math.round(share * 1000))).toEqual([...Array(10).fill(100), 0]);
    // The outlier is in no bin, yet it counts among all.
    expect(head?.reduce((sum, share) => sum + share, 0)).toBeCloseTo(0.999, 10);
  });

  it('has no curve for a variant without samples', () => {
    expect(densityCurves(unmeasured, { lowNs: 1, highNs: 2 }, 4)).toMatchObject({ base: null, head: null });
  });
});

describe('cumulativeCurves', () => {
  it('is the share of samples at or below each time', () => {
    const { timesNs, base, head } = cumulativeCurves(measured, { lowNs: 100, highNs: 120 }, 41);
    for (const [i, timeNs] of timesNs.entries()) {
      const upTo = (values: number[]) => values.filter((ns) => ns <= timeNs + 1e-9).length / values.length;
      expect(base?.[i]).toBeCloseTo(upTo(baseNs), 2);
      expect(head?.[i]).toBeCloseTo(upTo(headNs), 2);
    }
  });
});
