import { join } from 'node:path';
import { writeReportFile, writeRunFile } from '@perf-suite/schema/node';
import { sampleEnvironment } from '@perf-suite/testing/sample-environment';
import { reportOf } from '@perf-suite/testing/sample-report';
import { singleRun } from '@perf-suite/testing/sample-run';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** 30 days of runs, six hours apart, in which `parse` gets 25 % slower on one day and stays so. */
export const HISTORY = {
  days: 30,
  hoursBetweenRuns: 6,
  regressionDay: 20,
  /** How many runs flag it, until the baseline is moved. */
  flaggedRuns: 3,
  p50Ns: { parse: { before: 1_000, after: 1_250 }, print: { before: 5_000_000, after: 5_000_000 } },
} as const;

export interface WrittenHistory {
  readonly startMs: number;
  readonly endMs: number;
  /** When the first slow run ended. */
  readonly slowFromMs: number;
  readonly runCount: number;
}

/** Writes the history's run and report files, ending some hours before `nowMs`. */
export async function writeKnownHistory(folder: string, nowMs: number): Promise<WrittenHistory> {
  const endMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS - 6 * HOUR_MS;
  const startMs = endMs - HISTORY.days * DAY_MS;
  const stepMs = HISTORY.hoursBetweenRuns * HOUR_MS;
  const runCount = (HISTORY.days * 24) / HISTORY.hoursBetweenRuns;
  const firstSlow = (HISTORY.regressionDay * 24) / HISTORY.hoursBetweenRuns;
  for (let i = 0; i < runCount; i++) {
    const slow = i >= firstSlow;
    const flagged = slow && i < firstSlow + HISTORY.flaggedRuns;
    const { parse, print } = HISTORY.p50Ns;
    const p50 = slow ? parse.after : parse.before;
    const run = singleRun({
      id: `history-${i}`,
      startedAt: new Date(startMs + i * stepMs).toISOString(),
      durationMs: 120_000,
      git: { commit: `commit${i}`, branch: 'main', dirty: false },
      environment: sampleEnvironment({ name: 'ci', ci: 'github' }),
      benchmarks: {
        'a.bench.ts#parse': [around(p50), around(p50 * 1.02), around(p50 * 0.98)],
        'a.bench.ts#print "x"': [around(print.before), around(print.before)],
      },
    });
    const name = String(i).padStart(4, '0');
    await writeRunFile(join(folder, `${name}.run.json`), run);
    const verdict = flagged
      ? ({ verdict: 'regressed', severity: 'critical', speedup: 0.8 } as const)
      : ({ verdict: 'unchanged', speedup: 1 } as const);
    const report = reportOf(run, {
      'a.bench.ts#parse': verdict,
      'a.bench.ts#print "x"': { verdict: 'unchanged', speedup: 1 },
    });
    await writeReportFile(join(folder, `${name}.report.json`), report);
  }
  return { startMs, endMs, slowFromMs: startMs + firstSlow * stepMs + 120_000, runCount };
}

/** Nine samples whose median is the value and whose largest is 10 % above. */
function around(ns: number): number[] {
  return [-0.04, -0.03, -0.02, -0.01, 0, 0.01, 0.02, 0.05, 0.1].map((part) => ns * (1 + part));
}
