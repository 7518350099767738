/** A block of runs, unpacked: `values[benchmark * count + place]`. */
export interface RunBlock {
  readonly first: number;
  readonly count: number;
  readonly p50: Float32Array;
  readonly p95: Float32Array;
}
