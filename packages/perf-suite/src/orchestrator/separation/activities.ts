import type { Variant } from '@perf-suite/schema';
import type { Activity } from '../../wire/observation.js';
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
    .flatMap(({ setUp, idle, first, between, last, afterCalls }) => [
      ...[setUp, idle, first, between],
      ...(last === null ? [] : [last]),
      afterCalls,
    ]);
  return load === undefined ? rest : [load, ...rest];
}
