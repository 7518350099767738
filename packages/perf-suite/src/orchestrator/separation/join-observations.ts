import type { Activity, BenchmarkObserved } from '../../wire/observation.js';
import type { Observation } from './observe-sides.js';

/** Returns one observation of all that several processes showed; scripts of different processes stay different. */
export function joinObservations(observations: readonly Observation[]): Observation {
  const scripts = new Map<number, Observation['scripts'] extends ReadonlyMap<number, infer S> ? S : never>();
  const functions: Observation['functions'][number][] = [];
  const benchmarks: BenchmarkObserved[] = [];
  let loads: Observation['loads'] = {};
  let declared: Observation['declared'] = {};
  let scriptOffset = 0;
  for (const observation of observations) {
    const functionOffset = functions.length;
    const move = (activity: Activity): Activity => ({
      ...activity,
      functions: activity.functions.map((index) => index + functionOffset),
    });
    const numbers = [...observation.scripts.keys()];
    for (const [number, seen] of observation.scripts) {
      scripts.set(number + scriptOffset, { ...seen, script: number + scriptOffset });
    }
    for (const ran of observation.functions) functions.push({ ...ran, script: ran.script + scriptOffset });
    for (const one of observation.benchmarks) {
      benchmarks.push({
        ...one,
        setUp: move(one.setUp),
        idle: move(one.idle),
        first: move(one.first),
        between: move(one.between),
        last: one.last && move(one.last),
        afterCalls: move(one.afterCalls),
      });
    }
    const moved = Object.entries(observation.loads).map(
      ([variant, activity]) => [variant, move(activity)] as const,
    );
    // The same file loads alike in each process: what the first one showed stands for all.
    loads = { ...Object.fromEntries(moved), ...loads };
    declared = { ...observation.declared, ...declared };
    scriptOffset += Math.max(0, ...numbers) + 1;
  }
  const loadFailures = observations.flatMap((observation) => observation.loadFailures);
  return { scripts, functions, benchmarks, loads, declared, loadFailures };
}
