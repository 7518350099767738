/** A batch lasts about this long: the clock's 10 ns steps and 25 ns cost are then below 0.2 %. */
export const TARGET_BATCH_NS = 20_000;

/** From here on a single call is long enough for the clock. */
export const LONG_CALL_NS = 10_000;

/**
 * Returns the number of iterations whose batch lasts closest to the target, from 1, 2, 5, 10, 20, ...
 * so that rounds and runs settle on the same size: percentiles of batch means compare only at equal sizes.
 */
export function batchSizeFor(callNs: number, targetNs = TARGET_BATCH_NS): number {
  if (!(callNs < LONG_CALL_NS)) return 1;
  const wanted = targetNs / Math.max(callNs, 0.01);
  const decade = 10 ** Math.floor(Math.log10(wanted));
  const steps = [1, 2, 5, 10].map((step) => step * decade);
  const distance = (size: number): number => Math.abs(Math.log(size / wanted));
  return Math.max(
    1,
    Math.round(steps.reduce((best, step) => (distance(step) < distance(best) ? step : best))),
  );
}
