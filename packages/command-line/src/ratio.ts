import { PerfError } from '@perf-suite/schema';

export const RATIO_EXPECTED = 'a share between 0 and 1 such as 2.5% or 0.025';

/**
 * Returns a share as a ratio (`2.5%` and `0.025` are both 0.025), or null when it is none above 0 and
 * below 1. A bare 2.5 is refused, not guessed at.
 */
export function ratioFrom(text: string | number): number | null {
  const match = /^(\d+(?:\.\d+)?|\.\d+)\s*(%)?$/.exec(String(text).trim());
  const ratio = Number(match?.[1]) / (match?.[2] ? 100 : 1);
  return ratio > 0 && ratio < 1 ? ratio : null;
}

/**
 * Returns the share that a flag names, as a ratio; see `ratioFrom` for the notation.
 * @param flag for the message
 * @throws {PerfError} `bad-usage` when it is no share
 */
export function parseRatio(text: string, flag: string): number {
  const ratio = ratioFrom(text);
  if (ratio !== null) return ratio;
  const point = text.trim().replace(',', '.');
  const meant = [point, `${point}%`].find((one) => ratioFrom(one) !== null);
  const hint = meant === undefined ? undefined : `Did you mean ${meant}?`;
  const message = `${flag}: expected ${RATIO_EXPECTED}, found ${JSON.stringify(text)}`;
  throw new PerfError('bad-usage', message, hint === undefined ? {} : { hint });
}
