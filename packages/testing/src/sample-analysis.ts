import type { AnalysedChange, AnalysisOf } from '@perf-suite/schema';

const IN_CI = { project: 'default', environment: 'ci', branch: 'main' } as const;

/** Returns a valid change point: `parse` got 8 % slower, and nobody has looked at it yet. */
export function sampleChange(differs: Partial<AnalysedChange> = {}): AnalysedChange {
  return {
    ...IN_CI,
    id: '3f9c1e07ab',
    benchmark: 'parse',
    percentile: 'p50',
    kind: 'step',
    ratio: { point: 0.08, lower: 0.07, upper: 0.09, confidence: 0.95 },
    afterRun: 'run-39',
    atRun: 'run-40',
    afterCommit: '27cccccccccc',
    atCommit: '28cccccccccc',
    firstSeenMs: Date.UTC(2026, 1, 14),
    pValue: 0.0001,
    state: 'open',
    note: null,
    confirmed: null,
    changedAt: '2026-02-10T00:00:00.000Z',
    confirm: "perf-suite bisect --good 27cccccccc --bad 28cccccccc 'parse'",
    compare: "perf-suite run --against 27cccccccc --filter '^parse$'",
    ...differs,
  };
}

/** Returns a document with change points of one environment and branch: those of the first of them. */
export function changesAt(createdAt: string, changes: readonly AnalysedChange[]): AnalysisOf<'changes'> {
  const { project, environment, branch } = changes[0] ?? IN_CI;
  const analysed = { project, environment, branch, runCount: 60, benchmarkCount: 6, changes };
  return { kind: 'changes', schemaVersion: 1, createdAt, environments: [analysed] };
}

/** Returns a document with what is forecast of benchmarks of the main branch in CI, by their names. */
export function forecastsAt(
  createdAt: string,
  forecasts: Readonly<Record<string, AnalysisOf<'forecasts'>['forecasts'][number]['forecast']>>,
): AnalysisOf<'forecasts'> {
  return {
    kind: 'forecasts',
    schemaVersion: 1,
    createdAt,
    budget: { text: 'p50 <= 2 ms', percentile: 'p50', value: 2e6, unit: 'ns' },
    forecasts: Object.entries(forecasts).map(([benchmark, forecast]) => ({
      ...IN_CI,
      benchmark,
      unit: 'ns',
      newest: 1.9e6,
      newestRunAt: createdAt,
      forecast,
    })),
  };
}

/** Returns a document with how an objective stands for benchmarks of the main branch in CI, by their names. */
export function objectivesAt(
  createdAt: string,
  states: Readonly<Record<string, AnalysisOf<'objectives'>['objectives'][number]['state']>>,
): AnalysisOf<'objectives'> {
  return {
    kind: 'objectives',
    schemaVersion: 1,
    createdAt,
    objectives: Object.entries(states).map(([benchmark, state]) => ({
      ...IN_CI,
      objective: 'p50 <= 2 ms in 90 % of runs in 30 days',
      benchmark,
      target: 0.9,
      state,
    })),
  };
}
