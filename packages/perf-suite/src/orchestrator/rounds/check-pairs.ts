import { roundRatios } from '@perf-suite/perf-guard';
import type { Warning } from '@perf-suite/schema';
import { deriveSeed } from '../../wire/random.js';
import type { Plan } from '../plan/plan.js';
import type { BenchmarkRecord } from '../results/benchmark-record.js';
import { EventLog } from '../results/event-log.js';
import { RunRecorder } from '../results/run-recorder.js';
import { measureRound, type RoundSettings, type RunWorker } from './measure-round.js';
import { scheduleRound } from './schedule-round.js';

export interface PairsCheckParts {
  readonly recorder: RunRecorder;
  readonly events: EventLog;
  readonly plan: Plan;
  /** Measures the sides of a job in a process of each. */
  readonly runApart: RunWorker;
  /** Lets a file's sides be measured in a process of each from now on. */
  readonly setApart: (fileId: string) => void;
}

/** One round of variant processes spreads by 1 to 6 %: what lies further apart, twice, is no noise. */
const FURTHEST_LOG = Math.log(1.15);

/**
 * Compares the first round in pairs with a round that has a process for each side. In one process both sides share
 * what the engine learns: one array with an iterator of its own, or objects whose fields hold other types, slows the
 * code of both down, and a difference of several times reads as none. Where the two disagree twice, the file's
 * benchmarks start again with a process for each side: they are returned, with no round measured.
 */
export async function checkPairs(
  settings: RoundSettings,
  parts: PairsCheckParts,
): Promise<readonly BenchmarkRecord[]> {
  const { recorder } = parts;
  const paired = recorder.benchmarks.filter(
    (one) => !one.finished && !one.isApart && logRatioOf(one) !== null,
  );
  const suspects = await disagreeing(paired, 'check', settings, parts);
  if (suspects.size === 0) return [];
  const confirmed = await disagreeing([...suspects.keys()], 'check again', settings, parts);
  for (const [benchmark, apartLog] of confirmed) {
    const before = suspects.get(benchmark) as number;
    const pairLog = logRatioOf(benchmark) as number;
    if (apartLog > pairLog !== before > pairLog) continue;
    startAgainApart(benchmark, warningOf(pairLog, (apartLog + before) / 2), parts);
  }
  return recorder.benchmarks.filter((one) => one.isApart && !one.finished && one.roundCount === 0);
}

/** Returns those whose ratio in processes of their own lies far from that in pairs, with that ratio's logarithm. */
async function disagreeing(
  benchmarks: readonly BenchmarkRecord[],
  purpose: string,
  settings: RoundSettings,
  { recorder, plan, runApart }: PairsCheckParts,
): Promise<Map<BenchmarkRecord, number>> {
  const planned = benchmarks.map((benchmark) => benchmark.planned);
  const seed = deriveSeed(recorder.header.seed, purpose);
  const apart = new RunRecorder(
    { ...recorder.header, seed },
    { ...plan, benchmarks: planned, brokenFiles: [] },
  );
  const schedule = scheduleRound(planned, { seed, isolation: 'process' });
  const events = new EventLog([], () => performance.now());
  if (planned.length > 0)
    await measureRound(0, schedule, settings, { recorder: apart, events, runWorker: runApart });
  const found = new Map<BenchmarkRecord, number>();
  for (const benchmark of benchmarks) {
    const apartLog = logRatioOf(apart.benchmark(benchmark.planned.id));
    const pairLog = logRatioOf(benchmark);
    if (apartLog !== null && pairLog !== null && Math.abs(apartLog - pairLog) > FURTHEST_LOG) {
      found.set(benchmark, apartLog);
    }
  }
  return found;
}

/** ln(head / base) at p50 in the first round; null where that was not measured. */
function logRatioOf(benchmark: BenchmarkRecord): number | null {
  const record = benchmark.toPaired();
  if (record.rounds.length === 0) return null;
  const log = roundRatios(record).percentiles.p50.logRatios[0];
  return log !== undefined && Number.isFinite(log) ? log : null;
}

function startAgainApart(
  suspect: BenchmarkRecord,
  warning: Warning,
  { recorder, events, setApart }: PairsCheckParts,
): void {
  const { fileId } = suspect.planned;
  setApart(fileId);
  // All of its file: what slows one down may well slow the others.
  for (const benchmark of recorder.benchmarks) {
    if (benchmark.planned.fileId === fileId && !benchmark.finished) benchmark.startAgainApart();
  }
  if (suspect.warn(warning)) events.emit({ type: 'warning', benchmark: suspect.index, warning });
}

function warningOf(pairLog: number, apartLog: number): Warning {
  const percent = (log: number): string =>
    `${Math.round(100 * Math.abs(Math.expm1(log)))} % ${log > 0 ? 'slower' : 'faster'}`;
  return {
    code: 'pairs-disagree',
    message: `head is ${percent(pairLog)} than base in one process, but ${percent(apartLog)} with a process for each: in one process the engine slows both sides down alike, so that this file is measured with a process for each side`,
    hint: 'Look for objects or arrays that head makes in another way than base: the engine shares what it learns about their shape.',
  };
}
