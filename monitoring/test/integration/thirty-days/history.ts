import type { FailOn, SingleRun } from '@perf-suite/schema';
import { changedRun, judged, type Machine, type RunChanges } from './measured-runs.js';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** A Thursday, as 1970-01-01 was: promtool's histories begin there, and weekends must stay weekends. */
export const START_MS = Date.parse('2026-03-05T00:00:00Z');
export const DAYS = 30;
export const END_MS = START_MS + DAYS * DAY_MS;

/** Two teams, each with an exporter and a machine. */
export const EXPORTERS = ['core', 'web'] as const;
export type ExporterName = (typeof EXPORTERS)[number];

const MACHINES: Readonly<Record<ExporterName, Machine>> = {
  core: { environment: 'builder', cores: 8, ci: 'github' },
  web: { environment: 'runner', cores: 2, ci: 'gitlab' },
};

/** Returns the moment of a day (1 is the first) and time in UTC. */
export function at(day: number, time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return START_MS + (day - 1) * DAY_MS + hours * HOUR_MS + minutes * MINUTE_MS;
}

export interface Outage {
  readonly of: ExporterName | 'prometheus';
  readonly fromMs: number;
  readonly toMs: number;
}

export const OUTAGES: readonly Outage[] = [
  // While parse is open on builder.
  { of: 'core', fromMs: at(9, '11:00'), toMs: at(9, '12:20') },
  { of: 'prometheus', fromMs: at(9, '19:00'), toMs: at(9, '19:15') },
  // While the other team gets a regression.
  { of: 'core', fromMs: at(15, '09:40'), toMs: at(15, '13:00') },
];

export interface WrittenFile {
  readonly atMs: number;
  readonly exporter: ExporterName;
  readonly name: string;
  readonly content: object;
}

interface Planned extends Omit<RunChanges, 'id' | 'startedAtMs' | 'machine' | 'branch' | 'commit'> {
  readonly exporter: ExporterName;
  readonly startedAtMs: number;
  readonly branch?: string;
  /** Whether nobody judged it. */
  readonly unjudged?: boolean;
  /** The verdicts that its gate fails for, besides its own. */
  readonly failOn?: readonly FailOn[];
  /** How far the machine's clock is ahead. */
  readonly aheadMs?: number;
}

/** The known regressions, by what is slower from when to when. */
export const REGRESSIONS = {
  /** Fixed after three days. */
  parseOnBuilder: { fromMs: at(7, '09:00'), toMs: at(12, '09:00') },
  /** Accepted after two days. */
  printOnRunner: { fromMs: at(15, '10:00'), acceptedFromMs: at(19, '09:00') },
  /** On a branch only. */
  addOnBranch: { fromMs: at(13, '11:00') },
  /** Small, and growing slowly: found when it is past the minimum effect. */
  parseOnRunner: { fromMs: at(5, '10:00'), perDay: 0.04, most: 0.15 },
} as const;

const isWeekend = (ms: number) => [0, 6].includes(new Date(ms).getUTCDay());

/** Every run of the history, in order. */
function plan(): Planned[] {
  const runs: Planned[] = [];
  for (let day = 1; day <= DAYS; day++) {
    if (isWeekend(at(day, '12:00'))) continue;
    runs.push(
      { exporter: 'core', startedAtMs: at(day, '09:00') },
      { exporter: 'core', startedAtMs: at(day, '15:00') },
    );
    // The team of `web` stops its job after day 20, without a word.
    if (day <= 20)
      runs.push(
        { exporter: 'web', startedAtMs: at(day, '10:00') },
        { exporter: 'web', startedAtMs: at(day, '16:00') },
      );
  }
  return [
    ...runs.map((run) => ({ ...run, ...WHAT_HAPPENED[`${run.exporter} ${run.startedAtMs}`] })),
    // Nobody judges these: the first has the benchmark again that was missing before.
    { exporter: 'core' as const, startedAtMs: at(6, '18:00'), unjudged: true },
    { exporter: 'core' as const, startedAtMs: at(7, '20:00'), unjudged: true },
    // A developer measures and judges by hand.
    { exporter: 'core' as const, startedAtMs: at(7, '21:00'), ci: null },
    // A new job that accepts no doubt, and never gets a decision.
    ...[22, 23, 26].map((day) => ({
      ...{ exporter: 'core' as const, startedAtMs: at(day, '03:00'), ci: 'jenkins' },
      ...{ factor: noisyAdd, failOn: ['inconclusive' as const] },
    })),
    // While the other team's exporter is down.
    { exporter: 'web' as const, startedAtMs: at(15, '11:00'), unjudged: true, aheadMs: 4 * HOUR_MS },
    // Branches: one of them slower, one that undoes a regression of main, one that fails.
    { exporter: 'core' as const, startedAtMs: at(8, '11:00'), branch: 'fix/parse' },
    { exporter: 'core' as const, startedAtMs: at(13, '11:00'), branch: 'feature/x' },
    { exporter: 'core' as const, startedAtMs: at(14, '12:00'), branch: 'feature/x' },
    { exporter: 'web' as const, startedAtMs: at(14, '11:00'), branch: 'chore/y', failed: 'print' },
  ].sort((a, b) => a.startedAtMs - b.startedAtMs);
}

const key = (exporter: ExporterName, startedAtMs: number) => `${exporter} ${startedAtMs}`;
const noisyOnly = (noisy: string) => (name: string, round: number) =>
  name === noisy ? (round % 2 === 0 ? 0.95 : 0.65) : 1;
const noisyParse = noisyOnly('parse');
const noisyAdd = noisyOnly('add');

const WHAT_HAPPENED: Readonly<Record<string, Partial<Planned>>> = {
  [key('core', at(6, '15:00'))]: { missing: 'add' },
  [key('core', at(7, '15:00'))]: { failed: 'parse' },
  [key('core', at(8, '15:00'))]: { factor: noisyParse },
  [key('core', at(14, '09:00'))]: { load: 6 },
  [key('web', at(14, '16:00'))]: { load: 6 },
  [key('core', at(21, '09:00'))]: { largest: 'print' },
  [key('web', at(7, '16:00'))]: { unjudged: true },
  [key('web', at(15, '10:00'))]: { missing: 'add' },
  [key('web', at(20, '16:00'))]: { aheadMs: 12 * DAY_MS },
};

/** How much slower the code is that a run measures. */
function slowdown({ exporter, startedAtMs, branch }: Planned, name: string): number {
  const { parseOnBuilder, printOnRunner, addOnBranch, parseOnRunner } = REGRESSIONS;
  if (exporter === 'core') {
    const isSlow = startedAtMs >= parseOnBuilder.fromMs && startedAtMs < parseOnBuilder.toMs;
    if (name === 'parse' && isSlow && branch !== 'fix/parse') return 1.35;
    return name === 'add' && branch === 'feature/x' && startedAtMs >= addOnBranch.fromMs ? 1.4 : 1;
  }
  if (name === 'print' && startedAtMs >= printOnRunner.fromMs) return 1.4;
  if (name !== 'parse' || startedAtMs < parseOnRunner.fromMs) return 1;
  const days = (startedAtMs - parseOnRunner.fromMs) / DAY_MS;
  return 1 + Math.min(parseOnRunner.most, parseOnRunner.perDay * days);
}

export interface History {
  readonly files: readonly WrittenFile[];
  /** Of the run whose report first says it, by benchmark and machine. */
  readonly firstReportMs: ReadonlyMap<string, number>;
}

/** Returns the files of thirty days: measured runs with other dates and code, and what perf-guard says of them. */
export function historyOf(measured: readonly SingleRun[]): History {
  const files: WrittenFile[] = [];
  const firstReportMs = new Map<string, number>();
  const baselines = Object.fromEntries(
    EXPORTERS.map((exporter) => [exporter, measured.map((run, i) => baselineRun(run, i, exporter))]),
  ) as Record<ExporterName, SingleRun[]>;
  const quietest = measured.at(-1);
  if (quietest === undefined) throw new RangeError('no measured runs');
  for (const [i, planned] of plan().entries()) {
    const { exporter, branch = 'main', aheadMs = 0, factor } = planned;
    const { printOnRunner } = REGRESSIONS;
    const isAccepted = exporter === 'web' && planned.startedAtMs >= printOnRunner.acceptedFromMs;
    const run = changedRun(quietest, {
      ...planned,
      id: `run-${i}`,
      machine: MACHINES[exporter],
      branch,
      commit: commitOf(i),
      startedAtMs: planned.startedAtMs + aheadMs,
      factor: (name, round) => slowdown(planned, name) * (factor?.(name, round) ?? 1),
      accepted: isAccepted
        ? [
            {
              benchmark: 'work.bench.mjs#print',
              reason: 'it escapes more characters',
              source: 'perf-accepted.json',
            },
          ]
        : [],
    });
    const endedMs = Date.parse(run.finishedAt) - aheadMs;
    files.push({ atMs: endedMs, exporter, name: `${i}.run.json`, content: run });
    if (planned.unjudged) continue;
    const report = judged(run, baselines[exporter], planned.failOn);
    const reportedMs = endedMs + 30_000;
    files.push({ atMs: reportedMs, exporter, name: `${i}.report.json`, content: report });
    for (const { name, verdict } of report.comparisons) {
      const what = `${name} on ${branch}, ${MACHINES[exporter].environment}`;
      if (verdict === 'regressed' && !firstReportMs.has(what)) firstReportMs.set(what, reportedMs);
    }
  }
  return { files, firstReportMs };
}

/** Three runs of the release that everything is compared with; their files are elsewhere. */
function baselineRun(measured: SingleRun, i: number, exporter: ExporterName): SingleRun {
  return changedRun(measured, {
    id: `release-${i}`,
    startedAtMs: START_MS - DAY_MS + i * HOUR_MS,
    machine: MACHINES[exporter],
    branch: 'main',
    commit: 'f00d'.repeat(10),
  });
}

function commitOf(i: number): string {
  return (0xabc000 + i).toString(16).padEnd(40, '0');
}
