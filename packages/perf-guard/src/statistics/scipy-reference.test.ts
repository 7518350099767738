import { readFileSync } from 'node:fs';
import { medianAbsoluteDeviation } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { hodgesLehmann } from './hodges-lehmann.js';
import { holm } from './holm.js';
import { incompleteBeta } from './incomplete-beta.js';
import { mannWhitney } from './mann-whitney.js';
import { maxTSignFlip } from './max-t-sign-flip.js';
import { digamma, inverseTrigamma, trigamma } from './polygamma.js';
import { quantile } from './quantile.js';
import { shiftBetween } from './shift-between.js';
import { signFlips } from './sign-flips.js';
import { signedRankCdf } from './signed-rank.js';
import { spearmanWithPosition } from './spearman.js';
import { studentTQuantile, studentTUpperTail } from './student-t.js';
import { theilSenInterval, theilSenSlope } from './theil-sen.js';
import { variance } from './variance.js';

interface Sample {
  readonly values: number[];
  readonly expected: number;
}

/** Made by test/reference/scipy-values.py. */
interface Reference {
  readonly quantile: (Sample & { p: number })[];
  readonly variance: Sample[];
  readonly mad: Sample[];
  readonly signedRankCdf: { n: number; expected: number[] }[];
  readonly hodgesLehmann: {
    values: number[];
    confidence: number;
    expected: { point: number; lower: number; upper: number };
  }[];
  readonly signFlip: Sample[];
  readonly incompleteBeta: { x: number; a: number; b: number; expected: number }[];
  readonly studentTUpperTail: { t: number; df: number; expected: number }[];
  readonly studentTQuantile: { p: number; df: number; expected: number }[];
  readonly digamma: { x: number; expected: number }[];
  readonly trigamma: { x: number; expected: number }[];
  readonly spearman: { values: number[]; rho: number; pValue: number }[];
  readonly theilSen: Sample[];
  readonly theilSenInterval: { values: number[]; positions: number[]; expected: number[] }[];
  readonly mannWhitney: { first: number[]; second: number[]; expected: number }[];
  readonly shiftBetween: {
    before: number[];
    after: number[];
    confidence: number;
    expected: { point: number; lower: number; upper: number };
  }[];
  readonly holm: { pValues: number[]; expected: number[] }[];
}

const file = new URL('../../test/reference/scipy-values.json', import.meta.url);
const reference = JSON.parse(readFileSync(file, 'utf8')) as Reference;

/** Compares relative to the size of the expected value, absolutely near 0. */
function expectClose(found: number, expected: number, tolerance = 1e-10): void {
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(tolerance * Math.max(1e-3, Math.abs(expected)));
}

describe('agrees with SciPy', () => {
  test('on quantiles, interpolated linearly', () => {
    for (const { values, p, expected } of reference.quantile) expectClose(quantile(values, p), expected);
  });

  test('on the variance and, in simple-statistics, the median absolute deviation', () => {
    for (const { values, expected } of reference.variance) expectClose(variance(values), expected);
    for (const { values, expected } of reference.mad) expectClose(medianAbsoluteDeviation(values), expected);
  });

  test('on the distribution of the signed-rank statistic', () => {
    for (const { n, expected } of reference.signedRankCdf) {
      const found = signedRankCdf(n);
      expect(found).toHaveLength(expected.length);
      for (const [k, probability] of expected.entries()) expectClose(found[k] as number, probability);
    }
  });

  test('on the centre and interval that its signed-rank test does not reject', () => {
    for (const { values, confidence, expected } of reference.hodgesLehmann) {
      const found = hodgesLehmann(values, confidence);
      expectClose(found?.point as number, expected.point);
      expectClose(found?.lower as number, expected.lower);
      expectClose(found?.upper as number, expected.upper);
    }
  });

  test('on the exact sign-flip p-value of one sample whose mean is above 0', () => {
    for (const { values, expected } of reference.signFlip) {
      const rounds = values.map((_, i) => i);
      const test = { rounds, values, smallestMean: 1e-12 };
      expectClose(maxTSignFlip([test], signFlips(values.length, 1))[0] as number, expected);
    }
  });

  test("on the incomplete beta function and Student's t", () => {
    for (const { x, a, b, expected } of reference.incompleteBeta)
      expectClose(incompleteBeta(x, a, b), expected);
    for (const { t, df, expected } of reference.studentTUpperTail) {
      expectClose(studentTUpperTail(t, df), expected, 1e-8);
    }
    for (const { p, df, expected } of reference.studentTQuantile)
      expectClose(studentTQuantile(p, df), expected);
  });

  test('on digamma, trigamma and, inverted, trigamma again', () => {
    for (const { x, expected } of reference.digamma) expectClose(digamma(x), expected);
    for (const { x, expected } of reference.trigamma) {
      expectClose(trigamma(x), expected);
      expectClose(inverseTrigamma(expected), x, 1e-9);
    }
  });

  test('on the rank correlation with the position and the median slope', () => {
    for (const { values, rho, pValue } of reference.spearman) {
      const found = spearmanWithPosition(values);
      expectClose(found?.rho as number, rho);
      expectClose(found?.pValue as number, pValue, 1e-8);
    }
    for (const { values, expected } of reference.theilSen) expectClose(theilSenSlope(values), expected);
  });

  test('on the interval of the median slope at uneven positions', () => {
    for (const { values, positions, expected } of reference.theilSenInterval) {
      const found = theilSenInterval(values, positions, 0.95);
      const [point, lower, upper] = expected as [number, number, number];
      expectClose(found?.point as number, point);
      expectClose(found?.lower as number, lower);
      expectClose(found?.upper as number, upper);
    }
  });

  test('on the p-value of two samples, exact, large or with ties', () => {
    // The normal limit is Student's t with 10^7 degrees of freedom.
    for (const { first, second, expected } of reference.mannWhitney)
      expectClose(mannWhitney(first, second), expected, 1e-6);
  });

  test('on the shift between two samples and the interval that its Mann-Whitney test does not reject', () => {
    for (const { before, after, confidence, expected } of reference.shiftBetween) {
      const found = shiftBetween(before, after, confidence);
      expectClose(found?.point as number, expected.point);
      expectClose(found?.lower as number, expected.lower);
      expectClose(found?.upper as number, expected.upper);
    }
  });

  test("on Holm's adjustment, which is worked by hand there", () => {
    for (const { pValues, expected } of reference.holm) {
      for (const [i, p] of holm(pValues).entries()) expectClose(p, expected[i] as number);
    }
  });
});
