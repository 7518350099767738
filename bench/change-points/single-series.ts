import type { Series } from '@perf-suite/history';

/** Returns a series of one value a day, alone in its history. Lower is better unless said otherwise. */
export function singleSeries(
  name: string,
  values: readonly number[],
  better: Series['better'] = 'lower',
): Series {
  return {
    project: name,
    benchmark: name,
    environment: 'nightly',
    branch: 'main',
    unit: better === 'lower' ? 'units' : 'operations/s',
    better,
    points: values.map((p50, run) => ({
      run: `run-${run}`,
      startedAtMs: run * 86_400_000,
      commit: null,
      fingerprint: 'machine',
      evidence: 'summary',
      state: 'complete',
      dirty: false,
      p50,
      p95: null,
      roundP50: [],
      roundP95: [],
      spread: null,
    })),
  };
}
