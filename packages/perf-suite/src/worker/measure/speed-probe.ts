import { median } from '../../wire/median.js';
import { toNumber } from '../../wire/own-built-ins.js';
import { nowNs } from './clock.js';

const TEXT = JSON.stringify(
  Array.from({ length: 40 }, (_, index) => ({
    id: index,
    name: `item ${index}`,
    tags: ['a', 'b'],
    price: index * 1.25,
  })),
);

/**
 * Returns how long this machine now takes for a fixed piece of memory-bound work, in nanoseconds.
 * Parsing JSON moves together with benchmarks when a neighbour takes the cache (correlation .7 to .9);
 * load, steal time and run-queue wait show nothing. Takes about 0.1 ms.
 */
export function readProbeNs(): number {
  const durationsNs: number[] = [];
  for (let i = 0; i < 7; i++) {
    const start = nowNs();
    JSON.parse(TEXT);
    durationsNs.push(toNumber(nowNs() - start));
  }
  return median(durationsNs);
}

/** How far readings moved, as a ratio: 0.1 when the slowest took 10 % longer than the fastest. */
export function movedRatio(readingsNs: readonly number[]): number | null {
  const fastest = Math.min(...readingsNs);
  return readingsNs.length < 2 || !(fastest > 0) ? null : Math.max(...readingsNs) / fastest - 1;
}
