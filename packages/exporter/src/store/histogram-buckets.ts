/**
 * The counts behind one histogram series, filled a batch at a time: tens of nanoseconds a value, nothing
 * allocated. A scrape reads them.
 */
export class HistogramBuckets {
  readonly bounds: Float64Array;
  /** Values in each bucket, not cumulative; the last one is above every bound. */
  readonly counts: Float64Array;
  sum = 0;
  count = 0;

  constructor(bounds: Float64Array) {
    this.bounds = bounds;
    this.counts = new Float64Array(bounds.length + 1);
  }

  /** Adds values, in the unit of the bounds. A value equal to a bound belongs to that bound's bucket. */
  observe(values: ArrayLike<number>): void {
    const { bounds, counts } = this;
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      let low = 0;
      let high = bounds.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((bounds[middle] as number) < value) low = middle + 1;
        else high = middle;
      }
      counts[low] = (counts[low] as number) + 1;
      this.sum += value;
    }
    this.count += values.length;
  }
}
