/**
 * Returns a quantile of what fell into buckets, as `histogram_quantile` of Prometheus estimates it: as if values were
 * spread evenly within each bucket. Null without values; the last bound where it lies above all bounds.
 * @param cumulative how many values are at most each bound, the last of them all values
 */
export function histogramQuantile(
  quantile: number,
  bounds: readonly number[],
  cumulative: readonly number[],
): number | null {
  const total = cumulative.at(-1) ?? 0;
  if (total === 0) return null;
  const rank = quantile * total;
  const at = cumulative.findIndex((count) => count >= rank);
  const upper = bounds[at];
  if (upper === undefined) return bounds.at(-1) ?? null;
  const below = cumulative[at - 1] ?? 0;
  const lower = bounds[at - 1] ?? 0;
  const inBucket = (cumulative[at] as number) - below;
  return inBucket === 0 ? upper : lower + ((rank - below) / inBucket) * (upper - lower);
}
