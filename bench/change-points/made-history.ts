import type { Series, SeriesPoint } from '@perf-suite/history';
import { seededRandom } from '@perf-suite/perf-guard/statistics';
import type { RealRuns, RoundValues } from './real-runs.js';

/** What was done to a history of unchanged code. */
export interface Injection {
  readonly kind: 'step' | 'creep' | 'noise' | 'machine' | 'new-machine';
  readonly benchmark: string;
  /** The first run that is changed; of a creep, the first that begins to be. */
  readonly at: number;
  /** Change of the times as a ratio, or by how much deviations grow. */
  readonly ratio: number;
  /** Runs that the change takes; 0 at once. */
  readonly length: number;
}

export interface MadeHistory {
  readonly series: readonly Series[];
  readonly injections: readonly Injection[];
}

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 0, 1);

/**
 * Returns a history of as many runs as asked for: the real runs forwards and backwards, from a random one
 * on, so that levels move from run to run as they did; of each run the rounds are drawn again.
 */
export function makeHistory(
  real: RealRuns,
  runCount: number,
  injections: readonly Injection[],
  seed: number,
): MadeHistory {
  const random = seededRandom(seed);
  const path = pathThrough(real.runs.length, runCount, random);
  const draws = path.map((run) => drawRounds(roundCountOf(real, run), random));
  const benchmarks = Object.keys(real.runs[0]?.benchmarks ?? {});
  const series = benchmarks.map((benchmark) => {
    const own = injections.filter((one) => one.benchmark === benchmark);
    const level = levelOf(real, benchmark);
    const points = path.map((run, i): SeriesPoint => {
      const measured = real.runs[run]?.benchmarks[benchmark] ?? [];
      const rounds = (draws[i] ?? []).map((round) => measured[round % measured.length] as RoundValues);
      return pointOf(
        rounds.map((round) => injected(round, own, i, level)),
        i,
        own,
      );
    });
    const key = {
      project: 'default',
      environment: 'bench',
      branch: 'main',
      unit: 'ns',
      better: 'lower',
    } as const;
    return { ...key, benchmark, points };
  });
  return { series, injections };
}

/** Returns the benchmarks that are measured. */
export function benchmarksOf(real: RealRuns): string[] {
  return Object.keys(real.runs[0]?.benchmarks ?? {});
}

/** There and back, so that no run follows one that it did not follow or precede. */
function pathThrough(available: number, count: number, random: () => number): number[] {
  let at = Math.floor(random() * available);
  let direction = random() < 0.5 ? 1 : -1;
  return Array.from({ length: count }, () => {
    const here = at;
    if (at + direction < 0 || at + direction >= available) direction = -direction;
    else at += direction;
    return here;
  });
}

function drawRounds(count: number, random: () => number): number[] {
  return Array.from({ length: count }, () => Math.floor(random() * count));
}

function roundCountOf(real: RealRuns, run: number): number {
  return Math.max(...Object.values(real.runs[run]?.benchmarks ?? {}).map((rounds) => rounds.length));
}

function levelOf(real: RealRuns, benchmark: string): number {
  const all = real.runs.flatMap(({ benchmarks }) => (benchmarks[benchmark] ?? []).map(([p50]) => p50));
  return all.sort((a, b) => a - b)[all.length >> 1] as number;
}

function injected(
  [p50, p95]: RoundValues,
  injections: readonly Injection[],
  run: number,
  level: number,
): RoundValues {
  let factor = 1;
  for (const { kind, at, ratio, length } of injections) {
    if (run < at) continue;
    // Noise is not added but grown: how far a round lies from the benchmark's level.
    if (kind === 'noise') factor *= (p50 / level) ** (ratio - 1);
    else factor *= 1 + ratio * Math.min(1, length === 0 ? 1 : (run - at + 1) / length);
  }
  return [p50 * factor, p95 === null ? null : p95 * factor];
}

function pointOf(rounds: readonly RoundValues[], run: number, injections: readonly Injection[]): SeriesPoint {
  const roundP50 = rounds.map(([p50]) => p50);
  const roundP95 = rounds.flatMap(([, p95]) => (p95 === null ? [] : [p95]));
  const hasP95 = roundP95.length === rounds.length;
  const isNewMachine = injections.some(({ kind, at }) => kind === 'new-machine' && run >= at);
  return {
    run: `run-${String(run).padStart(5, '0')}`,
    startedAtMs: START_MS + run * DAY_MS,
    commit: run.toString(16).padStart(40, '0'),
    fingerprint: isNewMachine ? 'new' : 'old',
    evidence: 'rounds',
    state: 'complete',
    dirty: false,
    p50: middle(roundP50),
    p95: hasP95 ? middle(roundP95) : null,
    roundP50,
    roundP95: hasP95 ? roundP95 : [],
    spread: null,
  };
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] as number;
}
