import {
  baseName,
  baseNote,
  type ExitCode,
  failedChange,
  type LiveEventOf,
  percentilesBehind,
  type Report,
} from '@perf-suite/schema';
import type { PreparedRun } from '../plan/prepare-run.js';
import type { Outcome } from './conclude.js';
import type { RunRecorder } from './run-recorder.js';

/** Returns the event that opens a run. */
export function runStarted(
  { header, settings, baselines }: Pick<PreparedRun, 'header' | 'settings' | 'baselines'>,
  plannedRounds: number,
  recorder: RunRecorder,
): LiveEventOf<'run-started'> {
  const { base } = header;
  const note = base === null ? null : baseNote(base, header.environment);
  return {
    type: 'run-started',
    run: header.id,
    startedAt: header.startedAt,
    mode: base === null ? 'single' : 'paired',
    git: header.git,
    environment: header.environment,
    baseline: base === null ? storedName(baselines) : baseName(base),
    ...(note !== null && { baselineNote: note }),
    plannedRounds,
    ...(settings.budgetMs === null ? {} : { budgetMs: settings.budgetMs }),
    benchmarks: recorder.benchmarks.map(({ planned }) => ({
      id: planned.id,
      file: planned.fileId,
      group: planned.group,
      name: planned.name,
      minimumEffect: planned.minimumEffect ?? settings.minimumEffect.p50,
    })),
  };
}

function storedName(baselines: PreparedRun['baselines']): string | null {
  const [first, ...others] = baselines;
  if (first === undefined) return null;
  if (others.length > 0) return `${baselines.length} runs`;
  return first.run.git === null
    ? first.run.id
    : `${first.run.git.branch ?? 'run'}@${first.run.git.commit.slice(0, 7)}`;
}

/** Returns a verdict event for each comparison of a benchmark that this run has. */
export function verdictEvents(report: Report, recorder: RunRecorder): Omit<LiveEventOf<'verdict'>, 't'>[] {
  const indexes = new Map(recorder.benchmarks.map(({ planned, index }) => [planned.id, index]));
  return report.comparisons.flatMap((comparison) => {
    const benchmark = indexes.get(comparison.id);
    if (benchmark === undefined) return [];
    const failed = failedChange(comparison);
    const speedupAt = (name: 'p50' | 'p95') =>
      comparison.percentiles.find(({ percentile }) => percentile === name)?.speedup ?? null;
    return [
      {
        type: 'verdict' as const,
        benchmark,
        verdict: comparison.verdict,
        severity: comparison.severity,
        percentiles: percentilesBehind(comparison),
        speedup: { p50: speedupAt('p50'), p95: speedupAt('p95') },
        ...(failed !== null && { failedChange: failed }),
        baseline: report.baseline.name,
        summary: comparison.summary,
      },
    ];
  });
}

/** Returns the event that closes a run. */
export function runFinished(
  { run, end, report, saved }: Outcome,
  exitCode: ExitCode,
): Omit<LiveEventOf<'run-finished'>, 't'> {
  return {
    type: 'run-finished',
    state: run.state,
    exitCode,
    verdict: report === null || report.method.kind === 'none' ? null : report.verdict,
    regressedCount: report?.counts.regressed ?? 0,
    interrupted: end === 'interrupted',
    runFile: saved.path,
  };
}
