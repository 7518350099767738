import { median } from '@perf-suite/perf-guard/statistics';

/** The values of one benchmark by run: NaN where a run does not have it. */
export type ByRun = Float64Array;

/** Fewer benchmarks than this say nothing about the machine, unless they are reference benchmarks. */
export const FEWEST_BENCHMARKS = 5;

/**
 * Returns what all benchmarks did together: by run, the median of how far each lies from its own level,
 * in the values' unit; 0 where too few have the run. A change of one benchmark, or of fewer than half,
 * does not move it; a slower machine does.
 * @param levels by benchmark and run, the level that it is expected at
 */
export function commonMovement(
  values: readonly ByRun[],
  levels: readonly ByRun[],
  fewest: number,
): Float64Array {
  const runCount = values[0]?.length ?? 0;
  const movement = new Float64Array(runCount);
  const deviations = new Float64Array(values.length);
  for (let run = 0; run < runCount; run++) {
    let count = 0;
    values.forEach((one, i) => {
      const deviation = (one[run] as number) - ((levels[i] as ByRun)[run] as number);
      if (!Number.isNaN(deviation)) deviations[count++] = deviation;
    });
    if (count >= fewest) movement[run] = median(deviations.subarray(0, count));
  }
  return movement;
}

/** Returns a level for each run: the median of all values. */
export function constantLevel(values: ByRun): ByRun {
  const known = values.filter((value) => !Number.isNaN(value));
  return new Float64Array(values.length).fill(known.length === 0 ? Number.NaN : median(known));
}
