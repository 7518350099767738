import * as v from 'valibot';
import { finite } from './field.js';

/** The percentiles that are judged, from the one that leads. */
export const PERCENTILES = ['p50', 'p95'] as const;
export const percentileNameSchema = v.picklist(PERCENTILES);
export type PercentileName = v.InferOutput<typeof percentileNameSchema>;

/** Above a thousandfold nothing is a share any more, and what is computed of it no number. */
export const effectSchema = v.pipe(finite, v.gtValue(0), v.ltValue(1000));
export const minimumEffectSchema = v.object({ p50: effectSchema, p95: effectSchema });

/** The smallest change worth acting on at each percentile, as a ratio (0.025 = 2.5 %). */
export type MinimumEffect = Readonly<v.InferOutput<typeof minimumEffectSchema>>;

/** p95 moves about twice as much as p50 from round to round on the same code. */
export const DEFAULT_MINIMUM_EFFECT: MinimumEffect = { p50: 0.025, p95: 0.05 };

/** Returns the minimum effects where one is asked for at p50 alone: p95 keeps its proportion. */
export function minimumEffectFrom(p50: number): MinimumEffect {
  return { p50, p95: p50 * (DEFAULT_MINIMUM_EFFECT.p95 / DEFAULT_MINIMUM_EFFECT.p50) };
}

/** The smallest change of the bytes that a call allocates worth acting on, as a ratio. */
export const DEFAULT_MINIMUM_ALLOCATION_EFFECT = 0.05;
/** A smaller change in bytes a call is none, whatever the ratio: the smallest object takes as much. */
export const LEAST_ALLOCATION_BYTES = 16;

/** The smallest change of the share of failed requests worth acting on: half a percentage point. */
export const DEFAULT_MINIMUM_ERROR_EFFECT = 0.005;

/** As a share of all requests. */
export const errorEffectSchema = v.pipe(finite, v.gtValue(0), v.ltValue(1));

/** Findings that can make the gate fail, from the one whose exit code wins. */
export const FAIL_ON = [
  'regressed',
  'allocated',
  'over-budget',
  'failed',
  'missing',
  'incomparable',
  'inconclusive',
] as const;
export const failOnSchema = v.picklist(FAIL_ON);
export type FailOn = v.InferOutput<typeof failOnSchema>;

/** All but `inconclusive`, which a noisy machine gives often, and `allocated`, which is told. */
export const DEFAULT_FAIL_ON: readonly FailOn[] = [
  'regressed',
  'over-budget',
  'failed',
  'missing',
  'incomparable',
];

/** Returns the flag with the default list and one word more. A shorter list would switch the others off. */
export function failOnAlso(word: FailOn): string {
  return flagOf(FAIL_ON.filter((one) => one === word || DEFAULT_FAIL_ON.includes(one)));
}

/** Returns the flag with all of the default list but one word. */
export function failOnAllBut(word: FailOn): string {
  return flagOf(DEFAULT_FAIL_ON.filter((one) => one !== word));
}

function flagOf(words: readonly FailOn[]): string {
  return `--fail-on ${words.join(',')}`;
}
