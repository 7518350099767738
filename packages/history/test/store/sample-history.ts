import type { HistoryPoint, HistoryRun } from '@perf-suite/history';

/** Returns a point of a benchmark in rounds around a median in nanoseconds. */
export function pointOf(benchmark: string, p50: number, fields: Partial<HistoryPoint> = {}): HistoryPoint {
  return {
    benchmark,
    unit: 'ns',
    better: 'lower',
    p50,
    p95: p50 * 1.2,
    roundP50: [p50 * 0.99, p50, p50 * 1.01],
    roundP95: [p50 * 1.19, p50 * 1.2, p50 * 1.21],
    spread: null,
    verdict: null,
    ...fields,
  };
}

/** Returns the run of a number: one an hour, on main, with two benchmarks unless given. */
export function historyRun(number: number, fields: Partial<HistoryRun> = {}): HistoryRun {
  const startedAtMs = Date.UTC(2026, 0, 1) + number * 3_600_000;
  return {
    id: `run-${number}`,
    project: 'default',
    source: 'perf-suite',
    tool: { name: 'perf-suite', version: '0.1.0' },
    startedAtMs,
    finishedAtMs: startedAtMs + 60_000,
    commit: number.toString(16).padStart(40, '0'),
    branch: 'main',
    dirty: false,
    environment: 'ci',
    fingerprint: 'machine-1',
    machine: { cpuModel: 'Sample CPU', cores: 2, os: 'linux 6.1.0 x64', node: '20.19.0' },
    state: 'complete',
    evidence: 'rounds',
    baseline: null,
    points: [pointOf('a.bench.ts#parse', 1_000 + number), pointOf('a.bench.ts#print', 2_000 + number)],
    ...fields,
  };
}
