import { median } from '../../wire/median.js';

/** What reading the time costs and how fine it is. */
export interface Clock {
  /** Smallest step between two different readings. */
  readonly stepNs: number;
  /** What one reading takes. */
  readonly costNs: number;
}

const READINGS = 20_000;

/** Measures the clock that benchmarks are timed with. Takes a few milliseconds. */
export function measureClock(readNs: () => bigint = process.hrtime.bigint): Clock {
  let stepNs = Number.POSITIVE_INFINITY;
  const costsNs: number[] = [];
  for (let pass = 0; pass < 7; pass++) {
    const start = readNs();
    let previous = start;
    for (let i = 0; i < READINGS; i++) {
      const now = readNs();
      const step = Number(now - previous);
      if (step > 0 && step < stepNs) stepNs = step;
      previous = now;
    }
    costsNs.push(Number(previous - start) / READINGS);
  }
  return { stepNs, costNs: median(costsNs) };
}
