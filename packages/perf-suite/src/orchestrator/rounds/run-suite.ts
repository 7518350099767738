import type { Estimate, Warning } from '@perf-suite/schema';
import { deriveSeed } from '../../wire/random.js';
import type { BenchmarkRecord } from '../results/benchmark-record.js';
import { finishedEvent } from '../results/finished-event.js';
import type { RunRecorder } from '../results/run-recorder.js';
import type { RunTimes } from '../results/run-times.js';
import { measureRound, type RoundParts, type RoundSettings } from './measure-round.js';
import { scheduleRound } from './schedule-round.js';

/** Where one benchmark stands after a look at the rounds so far. */
export interface AnalysisResult {
  readonly id: string;
  readonly decided: boolean;
  readonly speedup: { readonly p50: Estimate | null; readonly p95: Estimate | null };
}

/** Decides after which rounds an A/B run is analysed, and what to make of it. */
export interface InterimAnalyses {
  /** Rounds after which to analyse, ascending; the last is where the run ends at the latest. */
  readonly afterRounds: readonly number[];
  readonly analyse: (recorder: RunRecorder) => readonly AnalysisResult[];
}

export interface SuiteSettings extends RoundSettings {
  /** The most rounds that are measured. */
  readonly rounds: number;
  readonly isolation: 'file' | 'task' | 'process';
  /** Null measures all rounds whatever they show. */
  readonly interimAnalyses: InterimAnalyses | null;
  /** The whole run's time; null sets no limit. */
  readonly budgetMs: number | null;
}

export interface SuiteParts extends RoundParts {
  /** Called between rounds, when nothing is being measured. */
  readonly betweenRounds?: () => void;
  /** Called after the first round, to find out where measuring in pairs is not fair: these start again. */
  readonly checkPairs?: (settings: SuiteSettings) => Promise<readonly BenchmarkRecord[]>;
  /** Where the run's time goes. */
  readonly times?: Pick<RunTimes, 'during'>;
}

/** Why a run ended: all rounds done (or nothing left to measure), out of budget, or stopped by the user. */
export type SuiteEnd = 'done' | 'out-of-budget' | 'interrupted';

/**
 * Measures the suite round by round until the rounds are done, every benchmark is decided or failed,
 * the budget is spent, or someone stops it. All results are in the recorder.
 */
export async function runSuite(settings: SuiteSettings, parts: SuiteParts): Promise<SuiteEnd> {
  tellOneSided(parts);
  const end = await measureRounds(settings, parts);
  for (const benchmark of parts.recorder.benchmarks) {
    if (benchmark.finished) continue;
    benchmark.finished = true;
    parts.events.emit(finishedEvent(benchmark));
  }
  return end;
}

/** Watchers learn at once which benchmarks will not be measured, and why. */
function tellOneSided({ recorder, events }: SuiteParts): void {
  for (const benchmark of recorder.benchmarks) {
    if (!benchmark.isLeftOut) continue;
    for (const warning of benchmark.warnings)
      events.emit({ type: 'warning', benchmark: benchmark.index, warning });
    events.emit(finishedEvent(benchmark));
  }
}

async function measureRounds(settings: SuiteSettings, parts: SuiteParts): Promise<SuiteEnd> {
  const { recorder, events } = parts;
  for (let round = 0; round < settings.rounds; round++) {
    const open = recorder.benchmarks.filter(({ finished }) => !finished);
    if (open.length === 0) return 'done';
    const roundStartMs = events.elapsedMs();
    await measureAll(open, round, settings, parts);
    if (round === 0) await measureAll(await benchmarksToStartAgain(settings, parts), round, settings, parts);
    if (settings.stopAfterSlice.aborted || settings.stopNow.aborted) return 'interrupted';
    parts.betweenRounds?.();
    makeAnalysis(round + 1, settings.interimAnalyses, parts);
    const roundMs = events.elapsedMs() - roundStartMs;
    if (isBudgetSpent(settings, events.elapsedMs() + roundMs, round + 1)) {
      warnRun(budgetWarning(settings, round + 1), parts);
      return 'out-of-budget';
    }
  }
  return 'done';
}

async function benchmarksToStartAgain(
  settings: SuiteSettings,
  { checkPairs, times }: SuiteParts,
): Promise<readonly BenchmarkRecord[]> {
  if (checkPairs === undefined) return [];
  const check = () => checkPairs(settings);
  return times === undefined ? check() : times.during('checkingPairs', check);
}

async function measureAll(
  benchmarks: readonly BenchmarkRecord[],
  round: number,
  settings: SuiteSettings,
  parts: SuiteParts,
): Promise<void> {
  if (benchmarks.length === 0 || settings.stopAfterSlice.aborted || settings.stopNow.aborted) return;
  const { seed } = parts.recorder.header;
  const schedule = scheduleRound(
    benchmarks.map(({ planned }) => planned),
    {
      seed: deriveSeed(seed, 'round', round),
      isolation: settings.isolation,
      parallel: settings.parallel,
    },
  );
  await measureRound(round, schedule, settings, parts);
}

/** A round that would end past the budget is not begun. */
function isBudgetSpent({ budgetMs, rounds }: SuiteSettings, nextEndMs: number, doneCount: number): boolean {
  return budgetMs !== null && doneCount < rounds && nextEndMs > budgetMs;
}

function makeAnalysis(
  doneCount: number,
  analyses: InterimAnalyses | null,
  { recorder, events }: SuiteParts,
): void {
  const index = analyses?.afterRounds.indexOf(doneCount) ?? -1;
  if (analyses === null || index < 0) return;
  for (const { id, decided, speedup } of analyses.analyse(recorder)) {
    const benchmark: BenchmarkRecord = recorder.benchmark(id);
    if (benchmark.finished) continue;
    const state = decided ? 'decided' : 'sampling';
    const rounds = benchmark.roundCount;
    events.emit({ type: 'comparison', benchmark: benchmark.index, look: index + 1, rounds, speedup, state });
    if (!decided) continue;
    benchmark.finished = true;
    events.emit(finishedEvent(benchmark));
  }
}

function warnRun(warning: Warning, { recorder, events }: SuiteParts): void {
  recorder.warn(warning);
  events.emit({ type: 'warning', benchmark: null, warning });
}

function budgetWarning({ budgetMs, rounds }: SuiteSettings, doneCount: number): Warning {
  return {
    code: 'budget',
    message: `the budget of ${(budgetMs ?? 0) / 1000} s ended the run after ${doneCount} of at most ${rounds} rounds`,
    hint: 'Raise --budget, or measure fewer benchmarks with --filter.',
  };
}
