import type { Estimate } from './estimate.js';
import type { LiveEvent, LiveEventOf, SampleStatistics, Variant } from './live-event.js';
import { type RequestSum, type RequestsByVariant, sumOfRequests } from './round-requests.js';
import type { BenchmarkMemory, Failure } from './run-file.js';
import type { PercentileName } from './verdict-settings.js';
import type { Warning } from './warning.js';

/** A round of one benchmark. */
export interface RoundSoFar {
  readonly round: number;
  readonly head: SampleStatistics;
  readonly base: SampleStatistics | null;
  /** Median over the round's pairs of base / head, above 1 is faster; null where nobody computed it. */
  readonly pairSpeedupRatio: number | null;
  readonly memory: BenchmarkMemory | null;
  readonly noiseRatio: number | null;
  /** What became of the requests to a service, by side; null where none are sent. */
  readonly requests: RequestsByVariant | null;
}

/** The speedups after one interim analysis of the rounds so far. */
export interface InterimAnalysis {
  readonly look: number;
  readonly rounds: number;
  readonly speedup: Readonly<Record<PercentileName, Estimate | null>>;
}

/** What the events of a run have said about one benchmark, its samples left out. */
export interface BenchmarkSoFar {
  readonly index: number;
  readonly id: string;
  readonly file: string;
  readonly group: readonly string[];
  readonly name: string;
  /** The smallest change worth acting on, as a ratio. */
  readonly minimumEffect: number;
  /** `measured`: between two of its rounds. */
  readonly state: 'waiting' | 'measuring' | 'measured' | 'finished' | 'failed';
  readonly batchSize: number | null;
  readonly rounds: readonly RoundSoFar[];
  readonly analyses: readonly InterimAnalysis[];
  /** `decided`: measured no further. */
  readonly comparison: 'sampling' | 'decided' | null;
  /** Statistics over all rounds, known at the end. */
  readonly final: Readonly<Record<Variant, SampleStatistics | null>> | null;
  readonly decision: LiveEventOf<'verdict'> | null;
  readonly failure: Failure | null;
  readonly warnings: readonly Warning[];
}

/** What the events of a run have said so far. What shows a run adds what it keeps of the samples. */
export interface RunSoFar<Benchmark extends BenchmarkSoFar = BenchmarkSoFar> {
  readonly phase: 'waiting' | 'running' | 'finished';
  readonly started: LiveEventOf<'run-started'> | null;
  readonly finished: LiveEventOf<'run-finished'> | null;
  /** The round being measured, from 0; null before the first. */
  readonly round: number | null;
  /** Milliseconds since the run started, as the newest event says. */
  readonly elapsedMs: number;
  /** When the first benchmark began, so that start-up does not spoil an estimate of the time left; null before. */
  readonly measuringSinceMs: number | null;
  readonly benchmarks: readonly Benchmark[];
  /** The benchmarks being measured now, or that were last: several where processes measure at the same time. */
  readonly current: readonly number[];
  readonly resources: Readonly<Record<'worker' | 'orchestrator', readonly LiveEventOf<'resources'>[]>>;
  /** Of the run as a whole. */
  readonly warnings: readonly Warning[];
}

const MOST_READINGS = 2000;

export const NOTHING_SO_FAR: RunSoFar<never> = {
  phase: 'waiting',
  started: null,
  finished: null,
  round: null,
  elapsedMs: 0,
  measuringSinceMs: null,
  benchmarks: [],
  current: [],
  resources: { worker: [], orchestrator: [] },
  warnings: [],
};

/** Returns a run that has just started. */
export function runAtStart(started: LiveEventOf<'run-started'>): RunSoFar {
  return {
    ...NOTHING_SO_FAR,
    phase: 'running',
    started,
    benchmarks: started.benchmarks.map((benchmark, index) => ({
      ...benchmark,
      index,
      state: 'waiting',
      batchSize: null,
      rounds: [],
      analyses: [],
      comparison: null,
      final: null,
      decision: null,
      failure: null,
      warnings: [],
    })),
  };
}

/**
 * Returns the run as it is after an event; a new object where anything changed. Fields that the caller's own
 * runs and benchmarks have beside these stay as they are. Of `samples` it only takes the time.
 */
export function runAfter<Benchmark extends BenchmarkSoFar, Run extends RunSoFar<Benchmark>>(
  run: Run & RunSoFar<Benchmark>,
  event: Exclude<LiveEvent, { type: 'run-started' }>,
): Run {
  const elapsedMs = Math.max(run.elapsedMs, event.t);
  const next: Run = elapsedMs === run.elapsedMs ? run : { ...run, elapsedMs };
  switch (event.type) {
    case 'round-started':
      return { ...next, round: event.round };
    case 'benchmark-started':
      return {
        ...withBenchmark(next, event.benchmark, () => ({ state: 'measuring', batchSize: event.batchSize })),
        current: [...stillMeasured(run, event.benchmark), event.benchmark],
        round: event.round,
        measuringSinceMs: run.measuringSinceMs ?? event.t,
      };
    case 'benchmark-measured':
      return withBenchmark(next, event.benchmark, ({ state, rounds }) => ({
        state: state === 'measuring' ? 'measured' : state,
        rounds: withRound(rounds, event),
      }));
    case 'comparison':
      return withBenchmark(next, event.benchmark, ({ analyses }) => ({
        comparison: event.state,
        analyses: [
          ...analyses.filter(({ look }) => look < event.look),
          { look: event.look, rounds: event.rounds, speedup: event.speedup },
        ],
      }));
    case 'benchmark-finished':
      return {
        ...withBenchmark(next, event.benchmark, () => ({
          state: event.failure === null ? 'finished' : 'failed',
          final: { head: event.head, base: event.base },
          failure: event.failure,
        })),
        current: run.current.filter((index) => index !== event.benchmark),
      };
    case 'verdict':
      return withBenchmark(next, event.benchmark, () => ({ decision: event }));
    case 'warning':
      if (event.benchmark === null) return { ...next, warnings: [...run.warnings, event.warning] };
      return withBenchmark(next, event.benchmark, ({ warnings }) => ({
        warnings: [...warnings, event.warning],
      }));
    case 'resources': {
      const readings = [...run.resources[event.process], event].slice(-MOST_READINGS);
      return { ...next, resources: { ...run.resources, [event.process]: readings } };
    }
    case 'run-finished':
      return { ...next, phase: 'finished', finished: event, current: [] };
    case 'samples':
    case 'metrics':
      return next;
    default:
      // What only a later version knows changes nothing here.
      event satisfies never;
      return next;
  }
}

/** Returns the run with one benchmark changed; a benchmark that was not announced changes nothing. */
export function withBenchmark<Benchmark extends BenchmarkSoFar, Run extends RunSoFar<Benchmark>>(
  run: Run & RunSoFar<Benchmark>,
  index: number,
  change: (benchmark: Benchmark) => Partial<Benchmark> | Partial<BenchmarkSoFar>,
): Run {
  const benchmark = run.benchmarks[index];
  if (benchmark === undefined) return run;
  const benchmarks = run.benchmarks.slice();
  benchmarks[index] = { ...benchmark, ...change(benchmark) };
  return { ...run, benchmarks };
}

/** What else is measured where a benchmark starts. */
function stillMeasured({ current, benchmarks }: RunSoFar, started: number): number[] {
  return current.filter((index) => index !== started && benchmarks[index]?.state === 'measuring');
}

/** A round that is measured once more replaces what it gave before. */
function withRound(rounds: readonly RoundSoFar[], event: LiveEventOf<'benchmark-measured'>): RoundSoFar[] {
  const { round, head, base, memory, noiseRatio, requests = null } = event;
  const others = rounds.filter((other) => other.round !== round);
  return [...others, { round, head, base, pairSpeedupRatio: null, memory, noiseRatio, requests }];
}

/** Returns the newest speedups: the verdict's, else those of the last interim analysis. */
export function newestSpeedup({ decision, analyses }: BenchmarkSoFar): InterimAnalysis['speedup'] | null {
  return decision?.speedup ?? analyses.at(-1)?.speedup ?? null;
}

/** Returns what became of a benchmark's requests to one side so far; null where none were sent. */
export function requestsSoFar(
  { rounds }: Pick<BenchmarkSoFar, 'rounds'>,
  variant: Variant,
): RequestSum | null {
  const told = rounds.flatMap(({ requests }) => requests?.[variant] ?? []);
  return told.length === 0 ? null : sumOfRequests(told);
}

/** Returns the percentile that a change was found at where that is not p50; null otherwise. */
export function foundOnlyAt(decision: LiveEventOf<'verdict'>): PercentileName | null {
  if (!['regressed', 'accepted', 'improved'].includes(decision.verdict)) return null;
  const [first] = decision.percentiles ?? [];
  return first === undefined || first === 'p50' ? null : first;
}
