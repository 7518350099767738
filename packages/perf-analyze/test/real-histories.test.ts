import { readFileSync, writeFileSync } from 'node:fs';
import type { Series } from '@perf-suite/history';
import { expect, test } from 'vitest';
import { type Change, DEFAULT_CHANGE_OPTIONS } from '../src/changes/change.js';
import { findChanges } from '../src/changes/find-changes.js';
import { METHOD_VERSION, type WindowCache } from '../src/changes/window-cache.js';
import { type EnvironmentHistory, HistoryCollector } from '../src/history/environment-history.js';

const GOLDEN = new URL('golden/real-histories.json', import.meta.url);
const REAL = new URL('../../../bench/change-points/real-runs.json', import.meta.url);

interface RealRuns {
  readonly runs: readonly {
    readonly benchmarks: Readonly<Record<string, readonly (readonly [number, number | null])[]>>;
  }[];
}
const { runs } = JSON.parse(readFileSync(REAL, 'utf8')) as RealRuns;

/** Returns the real runs, passed through forwards and backwards, with steps and a slower machine put into them. */
function history(runCount: number): EnvironmentHistory {
  const collector = new HistoryCollector();
  Object.keys(runs[0]?.benchmarks ?? {}).forEach((benchmark, index) => {
    collector.add(seriesOf(benchmark, index, runCount));
  });
  return collector.history() as EnvironmentHistory;
}

function seriesOf(benchmark: string, index: number, runCount: number): Series {
  const points = Array.from({ length: runCount }, (_, run): Series['points'][number] => {
    const place = run % (2 * runs.length);
    const rounds =
      runs[place < runs.length ? place : 2 * runs.length - 1 - place]?.benchmarks[benchmark] ?? [];
    const step = run >= 60 + 17 * index && index % 3 === 0 ? 1.08 : 1;
    const factor = step * (run >= 200 && run < 400 ? 1.1 : 1);
    const hasTails = rounds.every(([, p95]) => p95 !== null);
    return {
      run: `run-${String(run).padStart(5, '0')}`,
      startedAtMs: Date.UTC(2026, 0, 1) + run * 86_400_000,
      commit: null,
      fingerprint: run < 700 ? 'first' : 'second',
      evidence: 'rounds',
      state: 'complete',
      dirty: false,
      p50: factor * (rounds[0]?.[0] ?? 0),
      p95: null,
      roundP50: rounds.map(([p50]) => factor * p50),
      roundP95: hasTails ? rounds.map(([, p95]) => factor * (p95 ?? 0)) : [],
      spread: null,
    };
  });
  const key = {
    project: 'default',
    environment: 'bench',
    branch: 'main',
    unit: 'ns',
    better: 'lower',
  } as const;
  return { ...key, benchmark, points };
}

test('the changes of histories of real runs are those of this version of the method', () => {
  const found = findChanges(history(800), DEFAULT_CHANGE_OPTIONS).map(shortened);
  if (process.env.UPDATE_GOLDEN === '1') {
    writeFileSync(GOLDEN, `${JSON.stringify({ method: METHOD_VERSION, changes: found }, null, 2)}\n`);
  }
  const golden = JSON.parse(readFileSync(GOLDEN, 'utf8')) as { method: number; changes: string[] };
  const isForgotten = golden.method === METHOD_VERSION && golden.changes.join() !== found.join();
  expect(isForgotten ? 'other changes: raise METHOD_VERSION, then UPDATE_GOLDEN=1' : 'as it should be').toBe(
    'as it should be',
  );
  expect(golden).toEqual({ method: METHOD_VERSION, changes: found });
});

function shortened({
  benchmark,
  percentile,
  kind,
  ratio,
  afterRun,
  atRun,
  surelyAfterRun,
  surelyAtRun,
}: Change): string {
  const places = [surelyAfterRun, afterRun, atRun, surelyAtRun].join(' ');
  return `${benchmark} ${percentile} ${kind} ${(100 * ratio.point).toFixed(2)} % at ${places}`;
}

test('a history of several windows has the same changes with a cache, and after one more run', () => {
  const kept = new Map<string, ReturnType<WindowCache['get']>>();
  let computed = 0;
  const cache: WindowCache = {
    get: (key) => kept.get(key),
    set: (key, changes) => {
      if (!kept.has(key)) computed += 1;
      kept.set(key, changes);
    },
  };
  for (const runCount of [2_900, 2_900, 2_901]) {
    const whole = history(runCount);
    expect(findChanges(whole, DEFAULT_CHANGE_OPTIONS, cache)).toEqual(
      findChanges(whole, DEFAULT_CHANGE_OPTIONS),
    );
  }
  // 700 runs of the first machine, 2,200 of the second; then the last window is another.
  expect(computed).toBe(1 + 3 + 1);
});
