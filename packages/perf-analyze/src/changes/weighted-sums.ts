/** Sums over a stretch of values, each weighted by one over its variance; positions count from the start of all. */
export interface Sums {
  readonly weight: number;
  readonly value: number;
  readonly valueSquared: number;
  readonly position: number;
  readonly positionSquared: number;
  readonly positionValue: number;
}

/** Sums over any stretch in constant time. Values are taken around the first, so that little is lost to rounding. */
export class WeightedSums {
  readonly length: number;
  private readonly totals: Record<keyof Sums, Float64Array>;

  constructor(values: Float64Array, deviations: Float64Array) {
    const n = values.length;
    const origin = values[0] ?? 0;
    this.length = n;
    const empty = () => new Float64Array(n + 1);
    this.totals = {
      weight: empty(),
      value: empty(),
      valueSquared: empty(),
      position: empty(),
      positionSquared: empty(),
      positionValue: empty(),
    };
    for (let i = 0; i < n; i++) {
      const weight = 1 / (deviations[i] as number) ** 2;
      const value = (values[i] as number) - origin;
      this.add('weight', i, weight);
      this.add('value', i, weight * value);
      this.add('valueSquared', i, weight * value * value);
      this.add('position', i, weight * i);
      this.add('positionSquared', i, weight * i * i);
      this.add('positionValue', i, weight * i * value);
    }
  }

  /** Returns the sums from one index up to, not including, another. */
  between(from: number, to: number): Sums {
    const { totals } = this;
    const difference = (sums: Float64Array): number => (sums[to] as number) - (sums[from] as number);
    return {
      weight: difference(totals.weight),
      value: difference(totals.value),
      valueSquared: difference(totals.valueSquared),
      position: difference(totals.position),
      positionSquared: difference(totals.positionSquared),
      positionValue: difference(totals.positionValue),
    };
  }

  private add(name: keyof Sums, index: number, amount: number): void {
    const sums = this.totals[name];
    sums[index + 1] = (sums[index] as number) + amount;
  }
}
