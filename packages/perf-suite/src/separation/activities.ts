import type { Variant } from '@perf-suite/schema';
import type { Activity } from '../observe/observation.js';
import type { Observation } from './observe-sides.js';

export const VARIANTS: readonly Variant[] = ['base', 'head'];

export function otherSide(variant: Variant): Variant {
  return variant === 'base' ? 'head' : 'base';
}

/** All that one side did, in the order in which it did it. */
export function activitiesOf(observation: Observation, variant: Variant): Activity[] {
  const load = observation.loads[variant];
  const rest = observation.benchmarks
    .filter((benchmark) => benchmark.variant === variant)
    .flatMap(({ setUp, idle, calls, between, afterCalls }) => [
      setUp,
      idle,
      ...calls.slice(0, 2),
      between,
      ...calls.slice(2),
      afterCalls,
    ]);
  return load === undefined ? rest : [load, ...rest];
}
