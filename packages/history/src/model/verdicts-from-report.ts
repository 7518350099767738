import type { Comparison, Estimate, PercentileName, Report } from '@perf-suite/schema';
import type { HistoryRun, PointVerdict, RunVerdicts } from './history-run.js';

/** Returns what a report says of its run's benchmarks. */
export function verdictsFromReport(report: Report): RunVerdicts {
  return {
    run: report.run.id,
    createdAtMs: Date.parse(report.createdAt),
    baseline: report.baseline.name,
    verdicts: report.comparisons.map((comparison) => ({
      benchmark: comparison.id,
      verdict: comparison.verdict,
      severity: comparison.severity,
      change: { p50: changeAt(comparison, 'p50'), p95: changeAt(comparison, 'p95') },
    })),
  };
}

/** Returns a run with the verdicts on it, in the place of those that it had. */
export function withVerdicts(run: HistoryRun, verdicts: RunVerdicts | null): HistoryRun {
  if (verdicts === null) return run;
  const byBenchmark = new Map<string, PointVerdict>(
    verdicts.verdicts.map(({ benchmark, ...verdict }) => [benchmark, verdict]),
  );
  return {
    ...run,
    baseline: run.baseline ?? verdicts.baseline,
    points: run.points.map((point) => ({
      ...point,
      verdict: byBenchmark.get(point.benchmark) ?? point.verdict,
    })),
  };
}

function changeAt({ percentiles }: Comparison, name: PercentileName): Estimate | null {
  return percentiles.find(({ percentile }) => percentile === name)?.change ?? null;
}
