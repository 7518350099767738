import { createHash } from 'node:crypto';

const HOUR_MS = 3_600_000;
const ROUNDS = 8;
/** Deviation of the logs: of a round of a run, of a run, and of all benchmarks of a run together. */
const NOISE = { round: 0.012, run: 0.005, machine: 0.006 };

/** What happens to a benchmark over the runs, as a share of them: `at` .6 is after 60 %. */
interface Event {
  readonly at: number;
  /** Until then it grows steadily; a step where it is left out. */
  readonly until?: number;
  /** What its time is multiplied by. */
  readonly factor: number;
}

interface ExampleBenchmark {
  readonly id: string;
  readonly ns: number;
  /** What its noise is multiplied by. */
  readonly noise?: number;
  readonly events?: readonly Event[];
}

/** Benchmarks of a library that searches texts. */
export const EXAMPLE_BENCHMARKS: readonly ExampleBenchmark[] = [
  { id: 'bench/suggest.bench.ts#suggest > one word', ns: 41_200, events: [{ at: 0.82, factor: 1.082 }] },
  { id: 'bench/suggest.bench.ts#suggest > with typos', ns: 183_000 },
  {
    id: 'bench/index.bench.ts#index > add 1,000 documents',
    ns: 5_310_000,
    events: [{ at: 0.4, until: 0.95, factor: 1.09 }],
  },
  { id: 'bench/index.bench.ts#index > remove', ns: 72_400, events: [{ at: 0.55, factor: 0.87 }] },
  {
    id: 'bench/index.bench.ts#index > save',
    ns: 1_260_000,
    events: [
      { at: 0.3, factor: 1.12 },
      { at: 0.42, factor: 1 / 1.12 },
    ],
  },
  { id: 'bench/index.bench.ts#index > load', ns: 911_000 },
  { id: 'bench/search.bench.ts#search > exact', ns: 9_870 },
  { id: 'bench/search.bench.ts#search > prefix', ns: 14_300, events: [{ at: 0.7, factor: 0.94 }] },
  { id: 'bench/search.bench.ts#search > fuzzy', ns: 64_800, noise: 2 },
  { id: 'bench/search.bench.ts#search > with filter', ns: 22_500 },
  { id: 'bench/tokenize.bench.ts#tokenize > English', ns: 3_120 },
  { id: 'bench/tokenize.bench.ts#tokenize > Japanese', ns: 8_430, events: [{ at: 0.9, factor: 1.045 }] },
  { id: 'bench/tokenize.bench.ts#tokenize > HTML', ns: 17_900 },
  { id: 'bench/rank.bench.ts#rank > BM25', ns: 5_640 },
];

export interface ExampleHistory {
  readonly runCount: number;
  readonly environment?: string;
  readonly seed?: number;
  readonly hoursBetween?: number;
  /** When the last run was; an hour of 2026 unless given. */
  readonly lastMs?: number;
  readonly benchmarks?: readonly ExampleBenchmark[];
  /** Share of the runs after which another machine measures; none where left out. */
  readonly otherMachineAt?: number;
}

/** Returns runs of made-up benchmarks, as a history keeps them, oldest first: the same for the same options. */
export function exampleHistory({
  runCount,
  environment = 'ci',
  seed = 1,
  hoursBetween = 12,
  lastMs = Date.UTC(2026, 10, 20, 8),
  benchmarks = EXAMPLE_BENCHMARKS,
  otherMachineAt = 2,
}: ExampleHistory) {
  const next = gaussian(seed);
  return Array.from({ length: runCount }, (_, number) => {
    const share = number / runCount;
    const startedAtMs = lastMs - (runCount - 1 - number) * hoursBetween * HOUR_MS;
    const isOther = share >= otherMachineAt;
    const machineLog = NOISE.machine * next() + (isOther ? Math.log(0.8) : 0);
    return {
      id: `${environment}-${new Date(startedAtMs).toISOString().slice(0, 13).replace('T', '-')}`,
      project: 'default',
      source: 'perf-suite',
      tool: { name: 'perf-suite', version: '0.1.0' },
      startedAtMs,
      finishedAtMs: startedAtMs + 90_000,
      commit: createHash('sha1').update(`commit ${number}`).digest('hex'),
      branch: 'main',
      dirty: false,
      environment,
      fingerprint: isOther ? 'b81e0c7d45aa' : '5f0c21d9e3b7',
      machine: {
        cpuModel: isOther ? 'Sample CPU 2' : 'Sample CPU',
        cores: 4,
        os: 'linux 6.1.0 x64',
        node: '24.4.0',
      },
      state: 'complete' as const,
      evidence: 'rounds' as const,
      baseline: null,
      points: benchmarks.map(({ id, ns, noise = 1, events = [] }) => {
        const ofRun = machineLog + noise * NOISE.run * next();
        const level = ns * factorAt(events, share) * Math.exp(ofRun);
        const roundP50 = Array.from({ length: ROUNDS }, () => level * Math.exp(noise * NOISE.round * next()));
        const roundP95 = roundP50.map((p50) => p50 * Math.exp(0.18 + 0.03 * Math.abs(next())));
        return {
          benchmark: id,
          unit: 'ns',
          better: 'lower' as const,
          p50: middle(roundP50),
          p95: middle(roundP95),
          roundP50,
          roundP95,
          spread: null,
          verdict: null,
        };
      }),
    };
  });
}

function factorAt(events: readonly Event[], share: number): number {
  return events.reduce((product, { at, until, factor }) => {
    if (share < at) return product;
    const done = until === undefined ? 1 : Math.min(1, (share - at) / (until - at));
    return product * factor ** done;
  }, 1);
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number;
}

/** Returns Gaussian noise, the same for the same seed (xorshift32, Box-Muller). */
function gaussian(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  const random = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
