import type { LiveEvent } from '@perf-suite/schema';

// Not exported: how a run finds out about its environment is perf-suite's own affair.
const builtModule = '../../../packages/perf-suite/dist/orchestrator/environment/read-environment.js';
const {
  readEnvironment,
}: typeof import('../../packages/perf-suite/dist/orchestrator/environment/read-environment.js') =
  await import(new URL(builtModule, import.meta.url).href);

const environment = await readEnvironment({ name: 'bench' });

/** Returns the events that a stream gets before the first sample of a run with one benchmark. */
export function liveEventsOfStart(): LiveEvent[] {
  const benchmark = {
    id: 'sorting.bench.ts#sort',
    file: 'sorting.bench.ts',
    group: [],
    name: 'sort',
    minimumEffect: 0.025,
  };
  return [
    {
      type: 'run-started',
      run: 'live-overhead',
      startedAt: new Date().toISOString(),
      mode: 'single',
      git: null,
      environment,
      baseline: null,
      plannedRounds: 1,
      benchmarks: [benchmark],
    },
    { type: 'benchmark-started', t: 0, benchmark: 0, round: 0, batchSize: 1 },
  ];
}
