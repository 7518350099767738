import { median } from '@perf-suite/perf-guard/statistics';
import { type LevelChange, levelChanges } from '../segmentation/level-changes.js';

/** Where a series begins to vary more or less: `shift` is of the log of how much. */
export interface NoiseChange extends LevelChange {
  /** The last value that surely varies as before. */
  readonly from: number;
}

/** One value says nothing about noise, a few do. */
const BLOCK = 5;
const OPTIONS = {
  /** Half as much again. */
  smallestShift: Math.log(1.5),
  largestPValue: 1e-3,
  /** In blocks. */
  fewestValues: 4,
};

/**
 * Returns where a series begins to vary more or less than before, to within a few values: by the median
 * size of the residuals in blocks of five.
 * @param residuals how far each value lies from its level
 * @param scale the series' standard deviation
 * @param disturbance by value, the log of how much the run was disturbed by other programs, around 0 on average:
 *   what all benchmarks vary more then is not the benchmark's own
 */
export function noiseChanges(
  residuals: Float64Array,
  scale: number,
  disturbance: Float64Array | undefined,
): NoiseChange[] {
  const blocks = new Float64Array(Math.floor(residuals.length / BLOCK));
  for (let i = 0; i < blocks.length; i++) {
    const sizes = residuals
      .subarray(i * BLOCK, (i + 1) * BLOCK)
      .map((residual, k) => Math.abs(residual) / Math.exp(disturbance?.[i * BLOCK + k] ?? 0));
    // Values that are equal by chance have a size whose log is wild.
    blocks[i] = Math.log(median(sizes) + 0.05 * scale);
  }
  const measured = { values: blocks, errors: new Float64Array(blocks.length) };
  return levelChanges(measured, OPTIONS).map(({ at, shift, pValue }) => ({
    at: at * BLOCK,
    from: Math.max(0, (at - 2) * BLOCK),
    shift,
    pValue,
  }));
}
