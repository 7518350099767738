import { describe, expect, it } from 'vitest';
import { seededRandom } from '../statistics/seeded-random.js';
import { analysesFor, slowerOrNot } from './slower-or-not.js';

const judged = { percentile: 'p50', minimumEffect: 0.025 } as const;

describe('analysesFor', () => {
  it('spends the error over three analyses, the first after as many rounds as its share needs', () => {
    const analyses = analysesFor(0.001);
    expect(analyses.map(({ rounds }) => rounds)).toEqual([11, 22, 44]);
    expect(analyses.reduce((sum, { alpha }) => sum + alpha, 0)).toBeCloseTo(0.001, 12);
    expect(2 ** -11).toBeLessThanOrEqual(analyses[0]?.alpha ?? 0);
  });
});

describe('slowerOrNot', () => {
  const analyses = analysesFor(0.001);
  const rounds = (count: number, change: number, spread = 0.001): number[] =>
    Array.from({ length: count }, (_, i) => Math.log1p(change) + spread * ((i % 3) - 1));

  it('is open before the first analysis', () => {
    expect(slowerOrNot(rounds(10, 0.3), { ...judged, analyses })).toEqual({
      answer: 'open',
      change: null,
      rounds: 0,
    });
  });

  it('calls a slowdown slower, and says how large it is', () => {
    const { answer, change, rounds: count } = slowerOrNot(rounds(11, 0.3), { ...judged, analyses });
    expect([answer, count]).toEqual(['slower', 11]);
    expect(change?.point).toBeCloseTo(0.3, 2);
  });

  it('calls what got faster, and what stayed the same, not slower', () => {
    expect(slowerOrNot(rounds(11, -0.3), { ...judged, analyses }).answer).toBe('not-slower');
    expect(slowerOrNot(rounds(11, 0), { ...judged, analyses }).answer).toBe('not-slower');
  });

  it('leaves a slowdown below the minimum effect open as long as it may be as large', () => {
    expect(slowerOrNot(rounds(11, 0.02, 0.01), { ...judged, analyses }).answer).toBe('open');
  });

  it('keeps the answer of the first analysis that finds one', () => {
    const turned = [...rounds(11, 0.3), ...rounds(33, -0.3)];
    expect(slowerOrNot(turned, { ...judged, analyses })).toMatchObject({ answer: 'slower', rounds: 11 });
  });

  it('lets one round in the other direction wait for more rounds', () => {
    const early = [...rounds(10, 0.3), Math.log(0.8)];
    expect(slowerOrNot(early, { ...judged, analyses }).answer).toBe('open');
    expect(slowerOrNot([...early, ...rounds(11, 0.3)], { ...judged, analyses })).toMatchObject({
      answer: 'slower',
      rounds: 22,
    });
  });

  it('errs in either direction no more often than asked for', () => {
    const errorRate = 0.05;
    const plan = analysesFor(errorRate);
    const random = seededRandom(1);
    const most = plan.at(-1)?.rounds ?? 0;
    const noise = (): number => random() + random() + random() - 1.5;
    const count = 4000;
    let calledSlower = 0;
    let calledNotSlower = 0;
    for (let trial = 0; trial < count; trial++) {
      const errors = Array.from({ length: most }, () => 0.02 * noise());
      const at = (change: number) => errors.map((error) => Math.log1p(change) + error);
      // The largest change that counts as none, and the smallest that counts as slower.
      if (slowerOrNot(at(0.01), { ...judged, analyses: plan }).answer === 'slower') calledSlower++;
      if (slowerOrNot(at(0.025), { ...judged, analyses: plan }).answer === 'not-slower') calledNotSlower++;
    }
    // Three standard errors above the nominal rate.
    const bound = errorRate + 3 * Math.sqrt((errorRate * (1 - errorRate)) / count);
    expect(calledSlower / count).toBeLessThan(bound);
    expect(calledNotSlower / count).toBeLessThan(bound);
  });
});
