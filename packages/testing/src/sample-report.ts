import type { Comparison, Method, PercentileName, Report, RunFile, Verdict } from '@perf-suite/schema';
import { benchmarkNamed } from './benchmark-name.js';

/** What a report says of one benchmark. */
export interface Judged {
  readonly verdict: Verdict;
  readonly severity?: Comparison['severity'];
  /** Speedup at p50; its interval is 1 % to either side. Left out where nothing was compared. */
  readonly speedup?: number;
}

/** Returns a valid report on a run; the suite's verdict is `regressed` if one benchmark's is. */
export function reportOf(
  run: RunFile,
  judged: Readonly<Record<string, Judged>>,
  createdAt = run.finishedAt,
): Report {
  const comparisons = Object.entries(judged).map(([id, one]) => comparisonOf(id, one));
  return {
    kind: 'report',
    schemaVersion: 1,
    tool: { name: 'perf-guard', version: '0.1.0' },
    createdAt,
    run: {
      id: run.id,
      commit: run.git?.commit ?? null,
      branch: run.git?.branch ?? null,
      startedAt: run.startedAt,
      state: run.state,
      file: null,
    },
    environment: run.environment,
    ...comparedWith(run),
    minimumEffect: { p50: 0.025, p95: 0.05 },
    verdict: comparisons.some(({ verdict }) => verdict === 'regressed') ? 'regressed' : 'unchanged',
    counts: countsOf(comparisons),
    comparisons,
    warnings: [],
  };
}

function comparedWith(run: RunFile): { baseline: Report['baseline']; method: Method } {
  const shared = { alpha: 0.01, confidence: 0.95 };
  if (run.mode === 'single') {
    return {
      baseline: { name: 'main@0000000', runs: [] },
      method: { kind: 'stored-baseline', ...shared, baselineRuns: 1 },
    };
  }
  const { ref, commit } = run.base;
  return {
    baseline: { name: commit === null ? ref : `${ref}@${commit.slice(0, 7)}`, runs: [] },
    method: { kind: 'paired', ...shared, looks: [], seed: run.seed },
  };
}

function countsOf(comparisons: readonly Comparison[]): Record<Verdict, number> {
  const counts = {
    regressed: 0,
    accepted: 0,
    improved: 0,
    unchanged: 0,
    'same-code': 0,
    inconclusive: 0,
    missing: 0,
    new: 0,
    incomparable: 0,
    failed: 0,
  };
  for (const { verdict } of comparisons) counts[verdict]++;
  return counts;
}

function comparisonOf(id: string, { verdict, severity = null, speedup }: Judged): Comparison {
  return {
    ...benchmarkNamed(id),
    verdict,
    severity,
    summary: `${id}: ${verdict}`,
    percentiles:
      speedup === undefined
        ? []
        : (['p50', 'p95'] as const).map((percentile) => percentileOf(percentile, { verdict, speedup })),
    warnings: [],
  };
}

function percentileOf(
  percentile: PercentileName,
  { verdict, speedup }: { verdict: Verdict; speedup: number },
): Comparison['percentiles'][number] {
  const [lower, upper, confidence] = [speedup * 0.99, speedup * 1.01, 0.95];
  return {
    percentile,
    verdict,
    gates: percentile === 'p50',
    baselineNs: 1_000,
    currentNs: 1_000 / speedup,
    change: { point: 1 / speedup - 1, lower: 1 / upper - 1, upper: 1 / lower - 1, confidence },
    speedup: { point: speedup, lower, upper, confidence },
    pValue: 0.001,
    minimumEffect: percentile === 'p50' ? 0.025 : 0.05,
    replicates: 8,
    warnings: [],
  };
}
