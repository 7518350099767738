/** How {@link segmentByBoundedLoss} weighs values against boundaries. */
export interface BoundedLossOptions {
  /** Values further than this from the level of their segment count as this far, in standard deviations. */
  readonly bound: number;
  /** What a boundary has to save, in variances. */
  readonly penalty: number;
}

/**
 * Returns where a series changes its level: the boundaries that minimise the sum of the bounded squared
 * losses plus the penalty of each boundary, exactly. A boundary is the index of the first value behind
 * it; they ascend. A wild value cannot pay for a boundary, however wild it is. Some milliseconds for
 * 5,000 values.
 * @param values finite numbers
 * @param deviations the standard deviation of each around its level, in the values' unit; above 0
 * Source: Fearnhead and Rigaill (2019), Changepoint detection in the presence of outliers (R-FPOP, biweight).
 */
export function segmentByBoundedLoss(
  values: ArrayLike<number>,
  deviations: ArrayLike<number>,
  { bound, penalty }: BoundedLossOptions,
): number[] {
  const n = values.length;
  if (n < 2) return [];
  const { low, high } = rangeOf(values);
  if (low === high) return [];
  /** By position, where the last segment of the best segmentation of the values so far begins. */
  const beginnings = new Int32Array(n);
  let pieces = new Pieces();
  let spare = new Pieces();
  pieces.add(high, 0, 0, 0, 0);
  let best = 0;
  for (let t = 0; t < n; t++) {
    if (t > 0) {
      capAt(pieces, spare, low, best + penalty, t);
      [pieces, spare] = [spare, pieces];
    }
    addLoss(pieces, spare, low, { value: values[t] as number, deviation: deviations[t] as number, bound });
    [pieces, spare] = [spare, pieces];
    const least = leastOf(pieces, low);
    best = least.cost;
    beginnings[t] = least.beginning;
  }
  const boundaries: number[] = [];
  for (let at = beginnings[n - 1] as number; at > 0; at = beginnings[at - 1] as number) boundaries.push(at);
  return boundaries.reverse();
}

/**
 * A function of the level, in pieces from the lowest value up: on each, a x^2 + b x + c up to `end`,
 * with the index at which the segment began that costs this.
 */
class Pieces {
  count = 0;
  end = new Float64Array(64);
  a = new Float64Array(64);
  b = new Float64Array(64);
  c = new Float64Array(64);
  beginning = new Int32Array(64);

  add(end: number, a: number, b: number, c: number, beginning: number): void {
    const last = this.count - 1;
    if (last >= 0) {
      if (end <= (this.end[last] as number)) return;
      const same = this.a[last] === a && this.b[last] === b && this.c[last] === c;
      if (same && this.beginning[last] === beginning) {
        this.end[last] = end;
        return;
      }
    }
    if (this.count === this.end.length) this.grow();
    const at = this.count++;
    this.end[at] = end;
    this.a[at] = a;
    this.b[at] = b;
    this.c[at] = c;
    this.beginning[at] = beginning;
  }

  private grow(): void {
    const size = 2 * this.end.length;
    const grown = (from: Float64Array) => {
      const to = new Float64Array(size);
      to.set(from);
      return to;
    };
    this.end = grown(this.end);
    this.a = grown(this.a);
    this.b = grown(this.b);
    this.c = grown(this.c);
    const beginning = new Int32Array(size);
    beginning.set(this.beginning);
    this.beginning = beginning;
  }
}

/** Writes into `to` the smaller of the function and a new segment, which costs the same at all levels. */
function capAt(from: Pieces, to: Pieces, low: number, cap: number, beginning: number): void {
  to.count = 0;
  let start = low;
  for (let i = 0; i < from.count; i++) {
    const end = from.end[i] as number;
    const a = from.a[i] as number;
    const b = from.b[i] as number;
    const c = from.c[i] as number;
    const own = from.beginning[i] as number;
    if (a === 0) {
      // Losses are squares or constants, so that b is 0 as well.
      if (c <= cap) to.add(end, a, b, c, own);
      else to.add(end, 0, 0, cap, beginning);
    } else {
      const discriminant = b * b - 4 * a * (c - cap);
      if (discriminant <= 0) to.add(end, 0, 0, cap, beginning);
      else {
        const half = Math.sqrt(discriminant) / (2 * a);
        const middle = -b / (2 * a);
        const below = middle - half;
        const above = middle + half;
        if (below > start) to.add(Math.min(below, end), 0, 0, cap, beginning);
        if (above > start && below < end) to.add(Math.min(above, end), a, b, c, own);
        if (above < end) to.add(end, 0, 0, cap, beginning);
      }
    }
    start = end;
  }
}

interface Observation {
  readonly value: number;
  readonly deviation: number;
  readonly bound: number;
}

/** Writes into `to` the function plus the bounded squared distance from the value, in its deviations. */
function addLoss(from: Pieces, to: Pieces, low: number, { value, deviation, bound }: Observation): void {
  to.count = 0;
  const lower = value - bound * deviation;
  const upper = value + bound * deviation;
  const most = bound * bound;
  const weight = 1 / (deviation * deviation);
  let start = low;
  for (let i = 0; i < from.count; i++) {
    const end = from.end[i] as number;
    const a = from.a[i] as number;
    const b = from.b[i] as number;
    const c = from.c[i] as number;
    const own = from.beginning[i] as number;
    if (start < lower) to.add(Math.min(end, lower), a, b, c + most, own);
    if (end > lower && start < upper)
      to.add(Math.min(end, upper), a + weight, b - 2 * weight * value, c + weight * value * value, own);
    if (end > upper) to.add(end, a, b, c + most, own);
    start = end;
  }
}

function leastOf(pieces: Pieces, low: number): { cost: number; beginning: number } {
  let cost = Number.POSITIVE_INFINITY;
  let beginning = 0;
  let start = low;
  for (let i = 0; i < pieces.count; i++) {
    const end = pieces.end[i] as number;
    const a = pieces.a[i] as number;
    const b = pieces.b[i] as number;
    const at = a === 0 ? start : Math.min(end, Math.max(start, -b / (2 * a)));
    const here = a * at * at + b * at + (pieces.c[i] as number);
    if (here < cost) {
      cost = here;
      beginning = pieces.beginning[i] as number;
    }
    start = end;
  }
  return { cost, beginning };
}

function rangeOf(values: ArrayLike<number>): { low: number; high: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i] as number);
    high = Math.max(high, values[i] as number);
  }
  return { low, high };
}
