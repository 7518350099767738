import { changeText } from '@perf-suite/command-line/terminal';
import type { Warning } from '@perf-suite/schema';
import { hodgesLehmann } from '../statistics/hodges-lehmann.js';
import type { JudgeablePairs } from './rounds-seen.js';

/** High, since each benchmark of a suite is asked: seven rounds that all agree reach it. */
const MEAN_CONFIDENCE = 0.98;

/**
 * Returns a warning where the mean became slower beyond doubt. For where neither percentile did: less than half
 * of the calls became slower, and none of them slower than the slowest ones, or something rare takes the time, such
 * as garbage collection. No verdict rests on the mean, which a single disturbance can move; but `unchanged` would
 * be wrong. Null where the mean shows nothing.
 */
export function meanMovedWarning({ ratios, minimumEffect }: JudgeablePairs): Warning | null {
  const interval = hodgesLehmann(ratios.meanLogRatios, MEAN_CONFIDENCE);
  if (interval === null || interval.confidence < MEAN_CONFIDENCE) return null;
  if (interval.lower <= Math.log1p(minimumEffect.p50)) return null;
  const [point, lower, upper] = [interval.point, interval.lower, interval.upper].map((log) =>
    changeText(Math.expm1(log)),
  );
  return {
    code: 'mean-moved',
    message: `the mean changed by ${point} (98 % interval ${lower} to ${upper}), which p50 and p95 do not show: only some calls became slower, or something between them, such as garbage collection`,
    hint: 'Give each kind of input a benchmark of its own, and compare the distributions on the page (perf-suite report).',
  };
}
