/** Returns samples in nanoseconds per iteration from durations of whole batches. */
export function perIteration(durationsNs: ArrayLike<number>, batchSize: number): number[] {
  return Array.from(durationsNs, (ns) => ns / batchSize);
}
