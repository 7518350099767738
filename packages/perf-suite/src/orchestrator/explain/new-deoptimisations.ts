import type { Explanation, Variant } from '@perf-suite/schema';
import { type FunctionPlace, type PairedFunctions, placeOf } from './pair-functions.js';
import type { BenchmarkProfiles } from './profile-sides.js';
import type { FunctionNames } from './profiled-functions.js';
import type { Sides } from './sides.js';

const MOST_DEOPTIMISATIONS = 5;

type Counted = FunctionPlace & { readonly reason: string; count: number; afterWarmUp: number };

interface Known {
  readonly names: Sides<FunctionNames>;
  readonly pairs: PairedFunctions;
}

/** Returns those that happen in each profile of head on average, of functions and for reasons that base has none of. */
export function newDeoptimisations(
  profiles: BenchmarkProfiles,
  known: Known,
): Explanation['deoptimisations'] {
  const inBase = countedIn(profiles, 'base', known);
  return [...countedIn(profiles, 'head', known)]
    .filter(([key, { count }]) => !inBase.has(key) && count >= profiles.repetitions.length)
    .map(([, counted]) => counted)
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_DEOPTIMISATIONS);
}

/** By function and reason. */
function countedIn(
  { repetitions }: BenchmarkProfiles,
  side: Variant,
  { names, pairs }: Known,
): Map<string, Counted> {
  const found = new Map<string, Counted>();
  for (const { message, deoptimisations } of repetitions.map((pair) => pair[side])) {
    for (const { path, line, column, reason, afterWarmUp } of deoptimisations) {
      const called = names[side].at(message.scripts, path, line, column);
      const pair = called === null ? undefined : pairs[side].get(called.key);
      if (pair === undefined) continue;
      const place = placeOf(pair);
      const key = `${place.file} ${place.name} ${reason}`;
      const counted = found.get(key) ?? { ...place, reason, count: 0, afterWarmUp: 0 };
      counted.count += 1;
      if (afterWarmUp) counted.afterWarmUp += 1;
      found.set(key, counted);
    }
  }
  return found;
}
