import { tmpdir } from 'node:os';
import {
  minimumEffectOf,
  type PlannedAnalysis,
  roundRatios,
  type SlowerOrNot,
  slowerOrNot,
} from '@perf-suite/perf-guard';
import { type PairedBenchmark, type PercentileName, PerfError } from '@perf-suite/schema';
import type { PreparedBase } from '../base/base-context.js';
import type { PartialSettings, Settings } from '../config/settings-table.js';
import { type PreparedRun, prepareRun } from '../plan/prepare-run.js';
import type { RunRequest } from '../plan/run-request.js';
import { runWorker } from '../processes/run-worker.js';
import type { StopSignals } from '../processes/stop-signals.js';
import type { BenchmarkRecord } from '../results/benchmark-record.js';
import { EventLog } from '../results/event-log.js';
import { RunRecorder } from '../results/run-recorder.js';
import { RunTimes } from '../results/run-times.js';
import { saveRun } from '../results/save-run.js';
import { chooseWorkers } from '../rounds/choose-workers.js';
import { type InterimAnalyses, runSuite } from '../rounds/run-suite.js';
import { suiteSettings } from '../rounds/suite-settings.js';
import type { Comparison } from './comparison.js';

/** Two checkouts to compare, and how. */
export interface PairRequest {
  readonly head: PreparedBase;
  readonly base: PreparedBase;
  /** By the config of the bad end, whichever commits are compared. */
  readonly settings: Settings;
  readonly flags: PartialSettings;
  readonly filter: RegExp | null;
  /** Where the run is saved. */
  readonly runFile: string;
  readonly commandLine: readonly string[];
  readonly variables: RunRequest['variables'];
  readonly stop: StopSignals;
  /** Returns when to decide, once it is known how many benchmarks share the error. */
  readonly analysesFor: (benchmarkCount: number) => readonly PlannedAnalysis[];
  /** Throws where these are not the benchmarks that were meant. */
  readonly checkBenchmarks: (ids: readonly string[]) => void;
  /** A benchmark's minimum effect, where it was settled before. */
  readonly minimumEffect: number | null;
  readonly onStep: (step: string) => void;
  readonly onRound: (round: number, rounds: number) => void;
}

export interface MeasuredBenchmark {
  readonly id: string;
  readonly fileId: string;
  /** Its name with its groups. */
  readonly title: string;
  readonly percentile: PercentileName;
  readonly minimumEffect: number;
  readonly comparison: Comparison;
}

/**
 * Compares the benchmarks of two checkouts in pairs, until each is decided or the rounds are done.
 * @throws {PerfError} `interrupted`; what `prepareRun` throws where the head does not load
 */
export async function measurePair(request: PairRequest): Promise<MeasuredBenchmark[]> {
  const prepared = await prepareRun(runRequest(request));
  try {
    request.checkBenchmarks(prepared.plan.benchmarks.map(({ id }) => id));
    return await measurePrepared(prepared, request);
  } finally {
    prepared.cores.release();
    await prepared.cleanup();
  }
}

function runRequest(request: PairRequest): RunRequest {
  const { head, base, flags, filter, commandLine, variables, stop, onStep } = request;
  const settings: Settings = {
    ...request.settings,
    ...ALONE,
    against: base.source.ref,
    out: request.runFile,
  };
  return {
    root: head.folder,
    flags,
    settings,
    // It is used for more than this run, and was prepared beside what the user has checked out, not beside this head.
    base: { ...base, sameAsHead: null, cleanup: async () => undefined },
    filter,
    commandLine,
    variables,
    startedAt: new Date(),
    runWorker,
    stop: stop.afterSlice,
    times: new RunTimes(() => performance.now()),
    onStep,
  };
}

/** What a run may be asked for besides, and a comparison of a search is not. */
const ALONE = {
  againstTip: false,
  baseline: [],
  budgetMs: null,
  audit: false,
  metricsFile: null,
} satisfies Partial<Settings>;

async function measurePrepared(prepared: PreparedRun, request: PairRequest): Promise<MeasuredBenchmark[]> {
  const { stop, flags, analysesFor, onRound } = request;
  const analyses = analysesFor(prepared.plan.benchmarks.length);
  const most = analyses.at(-1)?.rounds ?? 0;
  const header = { ...prepared.header, settings: { ...prepared.header.settings, rounds: most } };
  const recorder = new RunRecorder(header, prepared.plan);
  const events = new EventLog([], () => performance.now());
  const judge = (record: BenchmarkRecord): SlowerOrNot =>
    judged(record, analyses, prepared.settings, request);
  const interimAnalyses: InterimAnalyses = {
    afterRounds: analyses.map(({ rounds }) => rounds),
    analyse: ({ benchmarks }) =>
      benchmarks
        .filter((record) => canBeJudged(record.toPaired()))
        .map((record) => ({
          id: record.planned.id,
          decided: judge(record).answer !== 'open',
          speedup: { p50: null, p95: null },
        })),
  };
  let round = 0;
  const end = await runSuite(
    { ...suiteSettings(prepared, stop, flags.timeMs), rounds: most, interimAnalyses },
    {
      recorder,
      events,
      ...(await chooseWorkers({ ...prepared, header }, { recorder, events })),
      betweenRounds: () => onRound(++round, most),
    },
  );
  await saveRun(
    prepared.path,
    recorder.toRunFile(new Date().toISOString(), { interrupted: end === 'interrupted' }),
    tmpdir(),
  );
  if (end === 'interrupted') throw new PerfError('interrupted', 'Interrupted');
  if ((await prepared.code.change()) !== null) throw changedMeanwhile(request);
  return recorder.benchmarks.map((record) => measuredBenchmark(record, judge, request, prepared));
}

function measuredBenchmark(
  record: BenchmarkRecord,
  judge: (record: BenchmarkRecord) => SlowerOrNot,
  request: PairRequest,
  { settings }: PreparedRun,
): MeasuredBenchmark {
  const { id, fileId, group, name } = record.planned;
  return {
    id,
    fileId,
    title: [...group, name].join(' > '),
    percentile: percentileOf(settings),
    minimumEffect: effectOf(record, settings, request),
    comparison: comparisonOf(record, judge),
  };
}

function comparisonOf(record: BenchmarkRecord, judge: (record: BenchmarkRecord) => SlowerOrNot): Comparison {
  const { planned, failure } = record;
  const left = planned.notLoaded ?? planned.onlyIn;
  if (planned.sameCode !== undefined) return { kind: 'same-code', evidence: planned.sameCode };
  if (left !== undefined) return { kind: 'skipped', reason: left.reason };
  if (failure !== null) return { kind: 'skipped', reason: failure.message };
  if (!canBeJudged(record.toPaired()))
    return { kind: 'skipped', reason: 'some samples read 0 ns, from which no ratio can be computed' };
  const { answer, change, rounds } = judge(record);
  if (change === null) return { kind: 'skipped', reason: 'it ended before it was measured often enough' };
  return { kind: answer, change, rounds };
}

function canBeJudged(benchmark: PairedBenchmark): boolean {
  if (benchmark.failure !== null || benchmark.rounds.length === 0) return false;
  return roundRatios(benchmark).zeroCount === 0;
}

function judged(
  record: BenchmarkRecord,
  analyses: readonly PlannedAnalysis[],
  settings: Settings,
  request: PairRequest,
): SlowerOrNot {
  const percentile = percentileOf(settings);
  const { logRatios } = roundRatios(record.toPaired()).percentiles[percentile];
  return slowerOrNot(logRatios, {
    percentile,
    minimumEffect: effectOf(record, settings, request),
    analyses,
  });
}

function effectOf({ planned }: BenchmarkRecord, settings: Settings, { minimumEffect }: PairRequest): number {
  const own = minimumEffectOf(planned.minimumEffect, settings.minimumEffect);
  return minimumEffect ?? own[percentileOf(settings)];
}

/** Returns the percentile whose slowdown is searched: the one that leads in a verdict. */
function percentileOf({ percentile }: Pick<Settings, 'percentile'>): PercentileName {
  return percentile.includes('p50') ? 'p50' : 'p95';
}

function changedMeanwhile({ head, base }: PairRequest): PerfError {
  return new PerfError(
    'setup-failed',
    `Expected the checkouts to stay as they are while they are measured, found that one changed: ${head.folder} or ${base.folder}`,
    { hint: 'Run the same command again once nothing else works in them: it goes on with this comparison.' },
  );
}
