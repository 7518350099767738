import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report, SingleRun } from '@perf-suite/schema';
import { writeReportFile, writeRunFile } from '@perf-suite/schema/node';
import { changesAt, forecastsAt, objectivesAt, sampleChange } from '@perf-suite/testing/sample-analysis';
import { sampleEnvironment } from '@perf-suite/testing/sample-environment';
import { type Judged, reportOf } from '@perf-suite/testing/sample-report';
import { singleRun } from '@perf-suite/testing/sample-run';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * 30 days of runs of main, six hours apart. `parse` gets 25 % slower on one day and stays so, until the baseline is
 * moved; `scan` gets so near the end, and its regression is still open. A branch that makes `print` slower is given up.
 */
export const HISTORY = {
  days: 30,
  hoursBetweenRuns: 6,
  regressionDay: 20,
  /** How many runs flag it, until the baseline is moved. */
  flaggedRuns: 3,
  openRegressionDay: 28,
  branch: { name: 'quicker-print', day: 24, runs: 2 },
  p50Ns: {
    parse: { before: 1_000, after: 1_250 },
    print: { before: 5_000_000, after: 5_000_000 },
    scan: { before: 20_000, after: 25_000 },
  },
} as const;

const PARSE = 'a.bench.ts#parse';
const PRINT = 'a.bench.ts#print "x"';
const SCAN = 'a.bench.ts#scan';

export interface WrittenHistory {
  readonly startMs: number;
  readonly endMs: number;
  /** When the first slow run of `parse` ended. */
  readonly slowFromMs: number;
  /** When the first slow run of `scan` ended. */
  readonly openFromMs: number;
  /** Runs of main. */
  readonly runCount: number;
}

/** Writes the history's run and report files, ending some hours before `nowMs`. */
export async function writeKnownHistory(folder: string, nowMs: number): Promise<WrittenHistory> {
  const { days, hoursBetweenRuns, p50Ns, branch } = HISTORY;
  const endMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS - 6 * HOUR_MS;
  const startMs = endMs - days * DAY_MS;
  const stepMs = hoursBetweenRuns * HOUR_MS;
  const runOfDay = (day: number) => (day * 24) / hoursBetweenRuns;
  const runCount = runOfDay(days);
  const firstSlow = runOfDay(HISTORY.regressionDay);
  const firstOpen = runOfDay(HISTORY.openRegressionDay);
  for (let i = 0; i < runCount; i++) {
    const slow = i >= firstSlow;
    const open = i >= firstOpen;
    await write(folder, `${String(i).padStart(4, '0')}-main`, {
      id: `history-${i}`,
      startedMs: startMs + i * stepMs,
      branch: 'main',
      p50Ns: {
        [PARSE]: slow ? p50Ns.parse.after : p50Ns.parse.before,
        [PRINT]: p50Ns.print.before,
        [SCAN]: open ? p50Ns.scan.after : p50Ns.scan.before,
      },
      regressed: [...(slow && i < firstSlow + HISTORY.flaggedRuns ? [PARSE] : []), ...(open ? [SCAN] : [])],
    });
  }
  for (let i = 0; i < branch.runs; i++) {
    await write(folder, `branch-${i}`, {
      id: `branch-${i}`,
      startedMs: startMs + runOfDay(branch.day) * stepMs + (i + 1) * HOUR_MS,
      branch: branch.name,
      p50Ns: { [PARSE]: p50Ns.parse.after, [PRINT]: p50Ns.print.before * 1.25, [SCAN]: p50Ns.scan.before },
      regressed: [PRINT],
    });
  }
  await writeAnalyses(folder, { analysedMs: endMs - 2 * stepMs, slowFromMs: startMs + firstSlow * stepMs });
  return {
    startMs,
    endMs,
    slowFromMs: startMs + firstSlow * stepMs + 120_000,
    openFromMs: startMs + firstOpen * stepMs + 120_000,
    runCount,
  };
}

/** What an analysis before the last run says: `parse` stepped, the machine changed, `scan` nears its budget. */
async function writeAnalyses(
  folder: string,
  { analysedMs, slowFromMs }: { readonly analysedMs: number; readonly slowFromMs: number },
): Promise<void> {
  const createdAt = new Date(analysedMs).toISOString();
  const changedAt = new Date(slowFromMs).toISOString();
  const seen = { firstSeenMs: analysedMs, changedAt };
  const slope = { point: 0.01, lower: 0.005, upper: 0.02, confidence: 0.95 };
  const missed = { runCount: 120, missedCount: 24, kept: 0.8, budgetLeft: -1 };
  const documents = {
    changes: changesAt(createdAt, [
      sampleChange({
        ...seen,
        benchmark: PARSE,
        ratio: { point: 0.25, lower: 0.24, upper: 0.26, confidence: 0.95 },
      }),
      sampleChange({ ...seen, id: 'machine', benchmark: '*', kind: 'machine' }),
      sampleChange({ ...seen, id: 'known', benchmark: SCAN, state: 'acknowledged' }),
    ]),
    forecast: forecastsAt(createdAt, {
      [SCAN]: { kind: 'in', days: { likely: 10, earliest: 5, latest: 20 }, slope },
      [PRINT]: { kind: 'cannot-tell', reason: 'the trend may be none' },
    }),
    slo: objectivesAt(createdAt, { [PARSE]: { ...missed, burnRate: { fast: 10, slow: 8 }, alert: 'page' } }),
  };
  for (const [name, document] of Object.entries(documents))
    await writeFile(join(folder, `${name}.json`), JSON.stringify(document));
}

interface WantedRun {
  readonly id: string;
  readonly startedMs: number;
  readonly branch: string;
  readonly p50Ns: Readonly<Record<string, number>>;
  readonly regressed: readonly string[];
}

async function write(folder: string, name: string, wanted: WantedRun): Promise<void> {
  const { id, startedMs, branch, p50Ns, regressed } = wanted;
  const run = withAllocationAndRequests(
    singleRun({
      id,
      startedAt: new Date(startedMs).toISOString(),
      durationMs: 120_000,
      git: { commit: `commit-${id}`, branch, dirty: false },
      environment: sampleEnvironment({ name: 'ci', ci: 'github' }),
      benchmarks: Object.fromEntries(
        Object.entries(p50Ns).map(([benchmark, ns]) => [
          benchmark,
          [around(ns), around(ns * 1.02), around(ns * 0.98)],
        ]),
      ),
      warnings: [{ code: 'noisy-machine', message: 'The machine’s speed changed while it measured.' }],
    }),
  );
  await writeRunFile(join(folder, `${name}.run.json`), run);
  const judged = Object.fromEntries(
    Object.keys(p50Ns).map((benchmark): [string, Judged] => [
      benchmark,
      regressed.includes(benchmark)
        ? { verdict: 'regressed', severity: 'critical', speedup: 0.8 }
        : { verdict: 'unchanged', speedup: 1 },
    ]),
  );
  await writeReportFile(join(folder, `${name}.report.json`), withFailures(withBudget(reportOf(run, judged))));
}

/** So that each panel has data; no real benchmark has both. One in fifty of the requests fails. */
function withAllocationAndRequests(run: SingleRun): SingleRun {
  const allocation = { head: { heapBytes: 640, externalBytes: 0 } };
  const requests = { head: { elapsedMs: 1_000, okCount: 490, errors: { status: 10 }, latencyNs: null } };
  return {
    ...run,
    benchmarks: run.benchmarks.map((benchmark) => ({
      ...benchmark,
      rounds: benchmark.rounds.map((round) => ({ ...round, allocation, requests })),
    })),
  };
}

/** Of what regressed, more requests fail, too. */
function withFailures(report: Report): Report {
  const errors: NonNullable<Report['comparisons'][number]['errors']> = {
    verdict: 'regressed',
    baseline: { total: 1_500, failed: 0 },
    current: { total: 1_500, failed: 30 },
    change: { point: 0.02, lower: 0.02, upper: 0.02, confidence: 0.95 },
    pValue: 0.001,
    minimumEffect: 0.005,
    replicates: 3,
  };
  const comparisons = report.comparisons.map((comparison) =>
    comparison.verdict === 'regressed' ? { ...comparison, errors } : comparison,
  );
  return { ...report, comparisons };
}

/** `parse` may take 1.2 µs. */
function withBudget(report: Report): Report {
  const parse = report.comparisons.find(({ id }) => id === PARSE);
  const p50 = parse?.percentiles.find(({ percentile }) => percentile === 'p50');
  if (parse === undefined || p50 === undefined) return report;
  const { id, file, group, name } = parse;
  const currentNs = p50.currentNs ?? 0;
  const budgetNs = 1_200;
  const timeNs = { point: currentNs, lower: currentNs * 0.99, upper: currentNs * 1.01, confidence: 0.95 };
  const state = timeNs.lower > budgetNs ? 'over' : 'within';
  return {
    ...report,
    budgets: [
      { id, file, group, name, percentile: 'p50', budgetNs, state, timeNs, rounds: 3, summary: state },
    ],
  };
}

/** Nine samples whose median is the value and whose largest is 10 % above. */
function around(ns: number): number[] {
  return [-0.04, -0.03, -0.02, -0.01, 0, 0.01, 0.02, 0.05, 0.1].map((part) => ns * (1 + part));
}
