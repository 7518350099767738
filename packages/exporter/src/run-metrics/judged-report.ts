import {
  type Comparison,
  type Estimate,
  failedChange,
  type LiveEventOf,
  type PercentileName,
  type Report,
} from '@perf-suite/schema';
import type { CurrentRun } from './current-run.js';
import type { JudgedAgainst } from './regression-life.js';
import type { Subject } from './subject.js';
import type { JudgedBenchmark } from './verdict-metrics.js';

/** Returns what a report says of each benchmark; nothing where the run was compared with nothing. */
export function judgedIn(report: Report, branch: string): JudgedBenchmark[] {
  if (report.method.kind === 'none') return [];
  const { run, environment, createdAt } = report;
  const ofRun = {
    run: run.id,
    startedAtMs: Date.parse(run.startedAt),
    judgedAtMs: Date.parse(createdAt),
    commit: run.commit,
    isInterrupted: wasInterrupted(report),
    against: againstOf(report),
    environment: environment.name,
    branch,
  };
  return report.comparisons.map((comparison) => ({
    ...ofRun,
    benchmark: comparison.id,
    verdict: comparison.verdict,
    severity: comparison.severity,
    speedup: { p50: speedupAt(comparison, 'p50'), p95: speedupAt(comparison, 'p95') },
    failedChange: failedChange(comparison),
  }));
}

/** Returns what a live verdict says of a benchmark. */
export function judgedLive(
  run: CurrentRun,
  subject: Subject,
  event: LiveEventOf<'verdict'>,
): JudgedBenchmark {
  const { verdict, severity, speedup, failedChange: failed = null, baseline } = event;
  // As `baseName` writes it.
  const commit = /(?:^|@)([0-9a-f]{7,40})$/.exec(baseline)?.[1];
  return {
    ...subject,
    run: run.started.run,
    startedAtMs: run.startedAtMs,
    judgedAtMs: run.startedAtMs + event.t,
    commit: run.commit,
    isInterrupted: false,
    verdict,
    severity,
    speedup,
    failedChange: failed,
    against: { name: baseline, commits: commit === undefined ? [] : [commit], runStartsMs: [] },
  };
}

/** Returns whether a run was stopped before all was measured. Versions without the field left only the state. */
export function wasInterrupted({ run, comparisons }: Report): boolean {
  return (
    run.interrupted ?? (run.state === 'partial' && comparisons.every(({ verdict }) => verdict !== 'failed'))
  );
}

function againstOf({ run, baseline: { name, runs } }: Report): JudgedAgainst {
  const commits = runs.flatMap(({ commit }) => commit ?? []);
  // Base of a run in pairs was measured together with head: its date says nothing of its code.
  const stored = runs.filter(({ id }) => id !== run.id);
  return { name, commits, runStartsMs: stored.map(({ startedAt }) => Date.parse(startedAt)) };
}

function speedupAt(comparison: Comparison, name: PercentileName): Estimate | null {
  return comparison.percentiles.find(({ percentile }) => percentile === name)?.speedup ?? null;
}
