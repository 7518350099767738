import type { Estimate } from '@perf-suite/schema';

const CONFIDENCE = 0.95;

/**
 * Returns the median with the interval of the sign test, which assumes nothing of how the values are
 * distributed: at 95 % or more, or below six values from the lowest to the highest, at what that comes to.
 * @param values at least one
 */
export function signTestInterval(values: readonly number[]): Estimate {
  const sorted = [...values].sort((a, b) => a - b);
  const { length } = sorted;
  // Twice the chance that so few coins of all show heads: the true median is beyond what is cut off. As a logarithm,
  // since for a thousand values the first of these chances is too small for a number.
  let cutOff = 0;
  let logChance = (1 - length) * Math.LN2;
  let outside = 2 * 0.5 ** length;
  for (;;) {
    logChance += Math.log((length - cutOff) / (cutOff + 1));
    const chance = Math.exp(logChance);
    if (outside + chance > 1 - CONFIDENCE || cutOff * 2 + 3 > length) break;
    outside += chance;
    cutOff += 1;
  }
  const low = sorted[(length - 1) >> 1] as number;
  const high = sorted[length >> 1] as number;
  return {
    point: (low + high) / 2,
    lower: sorted[cutOff] as number,
    upper: sorted[length - 1 - cutOff] as number,
    confidence: 1 - outside,
  };
}
