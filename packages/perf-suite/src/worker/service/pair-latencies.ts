import { latencyOf, type Outcome } from '@perf-suite/load';

/** Latencies of one request of the scenario, in nanoseconds; `base[i]` and `head[i]` are of the same draw. */
export interface LatencyPairs {
  readonly base: Float64Array;
  readonly head: Float64Array;
}

/**
 * Returns the latencies of one request in two slices of the same seed: the first draw of it in base with the first one
 * in head, and so on. What only one side was sent, as in a closed loop the faster one is, has no partner; a pair in
 * which either failed is left out.
 * @param request index into the scenario's requests
 */
export function pairLatencies(
  base: readonly Outcome[],
  head: readonly Outcome[],
  request: number,
): LatencyPairs {
  const ofBase = inOrderSent(base, request);
  const ofHead = inOrderSent(head, request);
  const pairs = ofBase.slice(0, ofHead.length).flatMap((outcome, i) => {
    const [baseNs, headNs] = [latencyOf(outcome), latencyOf(ofHead[i] as Outcome)];
    return baseNs === null || headNs === null ? [] : [[baseNs, headNs] as const];
  });
  return {
    base: Float64Array.from(pairs, ([baseNs]) => baseNs),
    head: Float64Array.from(pairs, ([, headNs]) => headNs),
  };
}

/** Returns the latencies of one request in the order in which they were sent. */
export function latenciesOf(outcomes: readonly Outcome[], request: number): Float64Array {
  return Float64Array.from(inOrderSent(outcomes, request).flatMap((outcome) => latencyOf(outcome) ?? []));
}

function inOrderSent(outcomes: readonly Outcome[], request: number): Outcome[] {
  return outcomes
    .filter((outcome) => outcome.request === request)
    .sort((a, b) => a.intendedNs - b.intendedNs);
}
