import { counted } from '@perf-suite/command-line/terminal';
import { type Comparison, PerfError, type Report, type RunFile, type Warning } from '@perf-suite/schema';
import { writeReportFile, writeRunFile } from '@perf-suite/schema/node';
import type { Outcome } from '../results/conclude.js';
import type { OpenRun } from './run-session.js';

/**
 * Finds out why benchmarks got slower, from profiles of both sides, and adds that to the run and its report. Both are
 * saved before: whatever goes wrong here costs neither what was measured nor its verdict.
 */
export async function explainSlowdowns(outcome: Outcome, open: OpenRun): Promise<Outcome> {
  const { report, run } = outcome;
  const { explainTimeMs } = open.prepared.settings;
  // Who watches waits for the verdict, and saves again.
  if (open.request.isWatched) return outcome;
  // Profiles show what functions do; of a command, they would show this program waiting.
  const functions = new Set(run.benchmarks.flatMap(({ id, kind }) => (kind === undefined ? [id] : [])));
  const slower = (report?.comparisons ?? []).filter(
    ({ id, verdict }) => verdict === 'regressed' && functions.has(id),
  );
  if (report === null || run.mode === 'single' || slower.length === 0 || explainTimeMs === 0) return outcome;
  open.phase = 'explaining';
  try {
    return await open.request.times.during('explaining', () => explain(slower, outcome, report, open));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return withFindings(outcome, report, new Map(slower.map(({ id }) => [id, notExplained(reason)])));
  }
}

/** What became of one benchmark: its explanation, or a warning that says why there is none. */
type Found = Pick<Comparison, 'explanation'> & { readonly warnings: readonly Warning[] };

async function explain(
  slower: readonly Comparison[],
  outcome: Outcome,
  report: Report,
  open: OpenRun,
): Promise<Outcome> {
  const { explainRegressions } = await import('../explain/explain-regressions.js');
  const { prepared, recorder, settings, stop, display } = open;
  const { explainTimeMs } = prepared.settings;
  display.step(`finding out why ${counted(slower.length, 'benchmark')} got slower`);
  const signal = AbortSignal.any([stop.afterSlice, AbortSignal.timeout(explainTimeMs)]);
  const found = await explainRegressions(
    slower
      .toSorted((a, b) => changeOf(b) - changeOf(a))
      .map((one) => ({ benchmark: recorder.benchmark(one.id), measuredNs: measuredNsOf(one) })),
    {
      settings,
      runWorker: prepared.runWorker,
      signal,
      nowMs: () => performance.now(),
      endMs: performance.now() + explainTimeMs,
      runPath: outcome.saved.path,
    },
  );
  const findings = new Map(
    [...found].map(([id, { explanation, problem }]): [string, Found] => {
      const warnings = problem === null ? [] : notExplained(problem).warnings;
      return [id, { ...(explanation !== null && { explanation }), warnings }];
    }),
  );
  const explained = withFindings(outcome, report, findings);
  return { ...explained, ...(await save(explained)) };
}

/** Null where another percentile than p50 got slower: profiles only tell of the mean. */
function measuredNsOf({ percentiles }: Comparison): { readonly base: number; readonly head: number } | null {
  const p50 = percentiles.find(({ percentile }) => percentile === 'p50');
  if (p50?.verdict !== 'regressed' || p50.baselineNs === null || p50.currentNs === null) return null;
  return { base: p50.baselineNs, head: p50.currentNs };
}

function changeOf({ percentiles }: Comparison): number {
  return Math.max(...percentiles.map(({ change }) => change?.point ?? 0));
}

function notExplained(reason: string): Found {
  return {
    warnings: [
      {
        code: 'not-explained',
        message: `why it got slower was not found out: ${reason}`,
        hint: 'The verdict stands. For more time: --explain-time 30s',
      },
    ],
  };
}

function withFindings(outcome: Outcome, report: Report, findings: ReadonlyMap<string, Found>): Outcome {
  const { run } = outcome;
  if (run.mode === 'single') return outcome;
  const added = <T extends { readonly id: string; readonly warnings: readonly Warning[] }>(one: T): T => {
    const { warnings = [], ...found } = findings.get(one.id) ?? {};
    return { ...one, ...found, warnings: [...one.warnings, ...warnings] };
  };
  return {
    ...outcome,
    run: { ...run, benchmarks: run.benchmarks.map(added) },
    report: { ...report, comparisons: report.comparisons.map(added) },
  };
}

/** Replaces what was saved, whole file by whole file. */
async function save({ run, report, reportFile, saved }: Outcome): Promise<Partial<Outcome>> {
  try {
    await writeRunFile(saved.path, run satisfies RunFile);
    if (report !== null && reportFile !== null) await writeReportFile(reportFile, report);
    return {};
  } catch (cause) {
    if (!(cause instanceof PerfError)) throw cause;
    return { reportProblem: cause };
  }
}
