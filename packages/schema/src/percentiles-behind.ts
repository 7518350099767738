import type { Comparison } from './report.js';
import type { PercentileName } from './verdict-settings.js';

/**
 * Returns the percentiles that a benchmark's verdict rests on: `['p95']` where only the tail is slower,
 * both where both are. Of those that gate, the first always has a say, the others by what they find. What is
 * accepted rests on what regressed.
 */
export function percentilesBehind({
  verdict,
  percentiles,
}: Pick<Comparison, 'verdict' | 'percentiles'>): PercentileName[] {
  const wanted = verdict === 'accepted' ? 'regressed' : verdict;
  const found = wanted === 'regressed' || wanted === 'improved';
  return percentiles
    .filter(({ gates }) => gates)
    .filter((one, i) => one.verdict === wanted && (found || i === 0))
    .map(({ percentile }) => percentile);
}
