import { hasBudgets, judgeRun } from '@perf-suite/perf-guard';
import {
  EXIT_CODES,
  type ExitCode,
  gate,
  gateUnjudged,
  PerfError,
  type Report,
  type RunFile,
} from '@perf-suite/schema';
import type { PreparedRun } from '../plan/prepare-run.js';
import type { SuiteEnd } from '../rounds/run-suite.js';
import { type RunStatistics, statisticsOverRounds } from './finished-event.js';
import type { RunRecorder } from './run-recorder.js';
import { type SavedRun, saveReport, saveRun } from './save-run.js';

/**
 * Returns the report on a finished run; null where there is nothing to judge it against, or it was
 * interrupted: half a run earns no verdict.
 */
function judgeFinished(
  run: RunFile,
  path: string,
  prepared: ConcludeOptions['prepared'],
  end: SuiteEnd,
): Report | null {
  if (end === 'interrupted') return null;
  if (run.mode === 'single' && prepared.baselines.length === 0 && !hasBudgets(run)) return null;
  // A part of which nothing is left has nothing to say; a whole run of nothing is refused before.
  if (run.shard !== undefined && run.benchmarks.length === 0) return null;
  return judgeRun(run, {
    baselines: prepared.baselines,
    createdAt: run.finishedAt,
    runFile: path,
  });
}

export interface Outcome {
  readonly run: RunFile;
  readonly end: SuiteEnd;
  /** By benchmark id, over all rounds. */
  readonly statistics: ReadonlyMap<string, RunStatistics>;
  readonly report: Report | null;
  /** Where the report was written, beside the run file; null without one. */
  readonly reportFile: string | null;
  /** Why no verdict could be reached, or not be written. */
  readonly reportProblem: PerfError | null;
  readonly saved: SavedRun;
}

/** Returns the run's exit code; the first that applies of interrupted, the gate's, failed, not saved where asked. */
export function exitCodeOf({ run, end, report, reportProblem, saved }: Outcome): ExitCode {
  if (end === 'interrupted') return EXIT_CODES.interrupted;
  const gated = report === null ? gateUnjudged(run) : gate(report);
  const wentWrong = saved.problem !== null || reportProblem !== null;
  if (gated === EXIT_CODES.done && wentWrong) return EXIT_CODES.badInput;
  return gated;
}

export interface ConcludeOptions {
  readonly prepared: Pick<PreparedRun, 'path' | 'baselines'>;
  readonly end: SuiteEnd;
  readonly finishedAt: Date;
  readonly fallbackFolder: string;
}

/** Saves the run, then judges it and saves that: a verdict that cannot be reached never costs the measurements. */
export async function conclude(
  recorder: RunRecorder,
  { prepared, end, finishedAt, fallbackFolder }: ConcludeOptions,
): Promise<Outcome> {
  const run = recorder.toRunFile(finishedAt.toISOString(), { interrupted: end === 'interrupted' });
  const saved = await saveRun(prepared.path, run, fallbackFolder);
  const statistics = new Map(
    recorder.benchmarks.map((benchmark) => [benchmark.planned.id, statisticsOverRounds(benchmark)]),
  );
  return { run, end, saved, statistics, ...(await reportOn(run, saved.path, prepared, end)) };
}

async function reportOn(
  run: RunFile,
  path: string,
  prepared: ConcludeOptions['prepared'],
  end: SuiteEnd,
): Promise<Pick<Outcome, 'report' | 'reportFile' | 'reportProblem'>> {
  let report: Report | null = null;
  try {
    report = judgeFinished(run, path, prepared, end);
    const reportFile = report === null ? null : await saveReport(path, report);
    return { report, reportFile, reportProblem: null };
  } catch (cause) {
    if (!(cause instanceof PerfError)) throw cause;
    return { report, reportFile: null, reportProblem: cause };
  }
}
