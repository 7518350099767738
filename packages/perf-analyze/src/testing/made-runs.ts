import type { HistoryRun } from '@perf-suite/history';
import { DAY_MS, FIRST_RUN_MS, gaussian } from './made-series.js';

export const RUNS = 60;
/** The first run that is slower. */
export const SLOWER_AT = 40;
const NAMES = ['parse', 'print', 'sort', 'match', 'walk', 'hash'].map((name) => `a.bench.ts#${name}`);

/** One run a day of six benchmarks, of which `parse` takes 8 % longer from one commit on. */
export function madeRuns(): HistoryRun[] {
  const noise = gaussian(11);
  return Array.from({ length: RUNS }, (_, run) =>
    madeRun(
      run,
      NAMES.map((benchmark) => {
        const level = benchmark === NAMES[0] && run >= SLOWER_AT ? 1.08e6 : 1e6;
        const rounds = Array.from({ length: 5 }, () => level * Math.exp(0.01 * noise()));
        return {
          ...madePoint(benchmark, rounds),
          p95: (rounds[0] as number) * 1.2,
          roundP95: rounds.map((p50) => 1.2 * p50),
        };
      }),
    ),
  );
}

/** The run of a day, on one machine, with these points. */
export function madeRun(run: number, points: HistoryRun['points'], id = `run-${run}`): HistoryRun {
  const startedAtMs = FIRST_RUN_MS + run * DAY_MS;
  return {
    id,
    project: 'default',
    source: 'perf-suite',
    tool: { name: 'perf-suite', version: '0.1.0' },
    startedAtMs,
    finishedAtMs: startedAtMs + 60_000,
    commit: commitOf(run),
    branch: 'main',
    dirty: false,
    environment: 'ci',
    fingerprint: 'machine',
    machine: { cpuModel: null, cores: 2, os: null, node: null },
    state: 'complete',
    evidence: 'rounds',
    baseline: null,
    points,
  };
}

/** A benchmark's point, of rounds in nanoseconds, without p95. */
export function madePoint(benchmark: string, rounds: readonly number[]): HistoryRun['points'][number] {
  return {
    benchmark,
    unit: 'ns',
    better: 'lower',
    p50: rounds[0] as number,
    p95: null,
    roundP50: rounds,
    roundP95: [],
    spread: null,
    verdict: null,
  };
}

export function commitOf(run: number): string {
  return `${run.toString(16).padStart(2, '0')}${'c'.repeat(38)}`;
}
