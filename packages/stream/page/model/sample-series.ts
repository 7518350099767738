import { quantileOfSorted } from '@perf-suite/schema';
import { LogHistogram } from './log-histogram.js';

const SMALLEST_BUCKET = 16;
const MOST_BUCKETS = 4096;
const MOST_STRETCHES = 1024;

/** Samples that came one after the other: `count` of them, the first being number `first` of its round. */
export interface Stretch {
  readonly round: number;
  readonly first: number;
  /** Position of its first sample in the series. */
  readonly start: number;
  readonly count: number;
}

/** Equal columns over a series: column c covers positions from + c * width up to, not including, the next. */
export interface ColumnGrid {
  readonly from: number;
  readonly width: number;
  readonly count: number;
}

/** Lowest, typical and highest value of each column; null where it holds no sample. */
export interface ThinnedSeries {
  readonly low: (number | null)[];
  readonly middle: (number | null)[];
  readonly high: (number | null)[];
}

/**
 * Returns columns that cover positions `from` up to `to`, at most `mostColumns` of them. Widths are powers of two
 * and columns begin at multiples of the width, so that a growing series does not shimmer as it is redrawn.
 */
export function columnGrid(from: number, to: number, mostColumns: number): ColumnGrid {
  let width = 1;
  while (Math.ceil((to - from) / width) + 1 > mostColumns && width < 2 ** 40) width *= 2;
  const aligned = Math.floor(from / width) * width;
  return { from: aligned, width, count: Math.max(0, Math.ceil((to - aligned) / width)) };
}

/**
 * All samples of one variant of one benchmark, in bounded memory: the newest are kept exactly, all of
 * them as minimum, middle and maximum over buckets that double in size when there are too many, and
 * all of them in a histogram.
 */
export class SampleSeries {
  readonly histogram = new LogHistogram();
  readonly #mostKept: number;
  #ring = new Float64Array(256);
  #count = 0;
  /** No sample before this position is kept exactly, whatever the ring could hold. */
  #oldest = 0;
  #stretches: Stretch[] = [];
  #bucketSize = SMALLEST_BUCKET;
  #bucketCount = 0;
  #low = new Float64Array(64);
  #middle = new Float64Array(64);
  #high = new Float64Array(64);

  /** @param mostKept how many of the newest samples are kept exactly: a power of two, 256 or more */
  constructor(mostKept: number) {
    this.#mostKept = mostKept;
  }

  /** How many samples have come, kept exactly or not. */
  get count(): number {
    return this.#count;
  }

  /** Position of the oldest sample that is kept exactly. */
  get keptFrom(): number {
    return Math.max(this.#oldest, this.#count - this.#ring.length);
  }

  /** Where the numbering of samples breaks: a new round, or samples that never came. Oldest first. */
  get stretches(): readonly Stretch[] {
    return this.#stretches;
  }

  /**
   * Takes in samples. Numbers that begin again within a round are those of a new attempt at it: what came
   * of the one before is not part of the run, and goes.
   */
  append(samples: { readonly round: number; readonly first: number; readonly ns: ArrayLike<number> }): void {
    const { round, first, ns } = samples;
    const last = this.#stretches.at(-1);
    if (last?.round === round && first < last.first + last.count) this.#takeBack(round);
    this.#extendStretch(round, first, ns.length);
    for (let i = 0; i < ns.length; i++) {
      const value = ns[i] as number;
      if (this.#count === this.#ring.length && this.#ring.length < this.#mostKept) {
        this.#ring = grown(this.#ring);
      }
      this.#ring[this.#count % this.#ring.length] = value;
      this.#count++;
      this.histogram.add(value);
      if (this.#count % this.#bucketSize === 0) this.#closeBucket();
    }
  }

  /** Returns the sample at a position, or undefined when it is no longer kept exactly. */
  at(position: number): number | undefined {
    if (position < this.keptFrom || position >= this.#count) return undefined;
    return this.#ring[position % this.#ring.length];
  }

  /** Returns the samples kept exactly from position `from` up to, not including, `to`. */
  slice(from: number, to: number): Float64Array {
    const begin = Math.max(from, this.keptFrom);
    const length = Math.max(0, Math.min(to, this.#count) - begin);
    const values = new Float64Array(length);
    for (let i = 0; i < length; i++) values[i] = this.#ring[(begin + i) % this.#ring.length] as number;
    return values;
  }

  /** Returns the round and the number within the round of the sample at a position. */
  locate(position: number): { readonly round: number; readonly number: number } | undefined {
    for (let i = this.#stretches.length - 1; i >= 0; i--) {
      const stretch = this.#stretches[i] as Stretch;
      if (position >= stretch.start && position < stretch.start + stretch.count) {
        return { round: stretch.round, number: stretch.first + position - stretch.start };
      }
    }
    return undefined;
  }

  /** Returns minimum, middle and maximum for each column of the grid. */
  thin(grid: ColumnGrid): ThinnedSeries {
    const thinned: ThinnedSeries = { low: [], middle: [], high: [] };
    for (let column = 0; column < grid.count; column++) {
      const from = Math.max(0, grid.from + column * grid.width);
      const to = Math.min(grid.from + (column + 1) * grid.width, this.#count);
      this.#summarise(from, to, thinned);
    }
    return thinned;
  }

  #summarise(from: number, to: number, into: ThinnedSeries): void {
    if (from >= to) {
      into.low.push(null);
      into.middle.push(null);
      into.high.push(null);
      return;
    }
    const exact = from >= this.keptFrom && to - from < this.#bucketSize;
    const closed = this.#bucketCount * this.#bucketSize;
    if (exact || from >= closed) {
      const values = this.slice(from, to).sort();
      into.low.push(values[0] as number);
      into.middle.push(quantileOfSorted(values, 0.5));
      into.high.push(values[values.length - 1] as number);
      return;
    }
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    let sum = 0;
    const begin = Math.floor(from / this.#bucketSize);
    const end = Math.min(Math.ceil(to / this.#bucketSize), this.#bucketCount);
    for (let bucket = begin; bucket < end; bucket++) {
      low = Math.min(low, this.#low[bucket] as number);
      high = Math.max(high, this.#high[bucket] as number);
      sum += this.#middle[bucket] as number;
    }
    for (let position = closed; position < to; position++) {
      const value = this.#ring[position % this.#ring.length] as number;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    into.low.push(low);
    into.middle.push(sum / (end - begin));
    into.high.push(high);
  }

  #extendStretch(round: number, first: number, count: number): void {
    const last = this.#stretches.at(-1);
    if (last !== undefined && last.round === round && last.first + last.count === first) {
      this.#stretches[this.#stretches.length - 1] = { ...last, count: last.count + count };
      return;
    }
    if (this.#stretches.length === MOST_STRETCHES) this.#stretches.shift();
    this.#stretches.push({ round, first, start: this.#count, count });
  }

  /** Takes back the newest samples, which are of that round, as far as they are kept exactly. */
  #takeBack(round: number): void {
    let from = this.#count;
    while (this.#stretches.at(-1)?.round === round) from = this.#stretches.pop()?.start ?? from;
    const { keptFrom } = this;
    const to = Math.max(from, keptFrom === 0 ? 0 : keptFrom + this.#bucketSize);
    for (const value of this.slice(to, this.#count)) this.histogram.remove(value);
    this.#oldest = keptFrom;
    this.#count = to;
    this.#bucketCount = Math.min(this.#bucketCount, Math.floor(to / this.#bucketSize));
  }

  #closeBucket(): void {
    if (this.#bucketCount === MOST_BUCKETS) {
      this.#halveBuckets();
      if (this.#count % this.#bucketSize !== 0) return;
    }
    if (this.#bucketCount === this.#low.length) {
      this.#low = grown(this.#low);
      this.#middle = grown(this.#middle);
      this.#high = grown(this.#high);
    }
    const values = this.slice(this.#count - this.#bucketSize, this.#count).sort();
    this.#low[this.#bucketCount] = values[0] as number;
    this.#middle[this.#bucketCount] = quantileOfSorted(values, 0.5);
    this.#high[this.#bucketCount] = values[values.length - 1] as number;
    this.#bucketCount++;
  }

  #halveBuckets(): void {
    this.#bucketCount /= 2;
    this.#bucketSize *= 2;
    for (let i = 0; i < this.#bucketCount; i++) {
      const [a, b] = [2 * i, 2 * i + 1];
      this.#low[i] = Math.min(this.#low[a] as number, this.#low[b] as number);
      this.#middle[i] = ((this.#middle[a] as number) + (this.#middle[b] as number)) / 2;
      this.#high[i] = Math.max(this.#high[a] as number, this.#high[b] as number);
    }
  }
}

function grown(values: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(values.length * 2);
  larger.set(values);
  return larger;
}
