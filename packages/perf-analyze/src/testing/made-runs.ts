import type { HistoryRun } from '@perf-suite/history';
import { DAY_MS, FIRST_RUN_MS, gaussian } from './made-series.js';

export const RUNS = 60;
/** The first run that is slower. */
export const SLOWER_AT = 40;
const NAMES = ['parse', 'print', 'sort', 'match', 'walk', 'hash'].map((name) => `a.bench.ts#${name}`);

/** One run a day of six benchmarks, of which `parse` takes 8 % longer from one commit on. */
export function madeRuns(): HistoryRun[] {
  const noise = gaussian(11);
  return Array.from({ length: RUNS }, (_, run) => ({
    id: `run-${run}`,
    project: 'default',
    source: 'perf-suite',
    tool: { name: 'perf-suite', version: '0.1.0' },
    startedAtMs: FIRST_RUN_MS + run * DAY_MS,
    finishedAtMs: FIRST_RUN_MS + run * DAY_MS + 60_000,
    commit: commitOf(run),
    branch: 'main',
    dirty: false,
    environment: 'ci',
    fingerprint: 'machine',
    machine: { cpuModel: null, cores: 2, os: null, node: null },
    state: 'complete',
    evidence: 'rounds',
    baseline: null,
    points: NAMES.map((benchmark) => {
      const level = benchmark === NAMES[0] && run >= SLOWER_AT ? 1.08e6 : 1e6;
      const rounds = Array.from({ length: 5 }, () => level * Math.exp(0.01 * noise()));
      return {
        benchmark,
        unit: 'ns',
        better: 'lower',
        p50: rounds[0] as number,
        p95: (rounds[0] as number) * 1.2,
        roundP50: rounds,
        roundP95: rounds.map((p50) => 1.2 * p50),
        spread: null,
        verdict: null,
      };
    }),
  }));
}

export function commitOf(run: number): string {
  return `${run.toString(16).padStart(2, '0')}${'c'.repeat(38)}`;
}
