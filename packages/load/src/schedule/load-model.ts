/**
 * How load is made.
 * - `open`: requests start at times that a schedule sets, whatever the service does: users who do not know of each
 *   other. Latency counts from the scheduled start.
 * - `closed`: so many users, each of which sends its next request when the answer to the last one is there. A service
 *   that stalls is asked less in the meantime, so the percentiles leave out most of the wait (coordinated omission).
 */
export type LoadModel =
  | {
      readonly kind: 'open';
      readonly ratePerSecond: number;
      /** `even`: at equal distances (default). `random`: a Poisson process, as independent users arrive. */
      readonly arrivals?: 'even' | 'random';
    }
  | { readonly kind: 'closed'; readonly concurrency: number };
