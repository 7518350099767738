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
  /** Measures the sides of a job in one process. */
  readonly runPairs: RunWorker;
  /** Measures them in a process of each. */
  readonly runApart: RunWorker;
  /** Lets a file's sides be measured in a process of each from now on. */
  readonly setApart: (fileId: string) => void;
}

/** One round of variant processes mostly spreads by 1 to 6 %. */
const FURTHEST_LOG = Math.log(1.15);

/** A server, or a machine that does much else, can lie that far apart twice. */
const TIMES_APART = 3;

/**
 * Compares the first round in pairs with a round that has a process for each side. In one process both sides share
 * what the engine learns: one array with an iterator of its own, or objects whose fields hold other types, slows the
 * code of both down, and a difference of several times reads as none. Sides that load the same code have nothing to
 * hide from each other, and are left out. Where the two disagree, both are measured again; where they disagree each
 * time, in the same direction, the file's benchmarks start again with a process for each side: they are returned, with
 * no round measured.
 */
export async function checkPairs(
  settings: RoundSettings,
  parts: PairsCheckParts,
): Promise<readonly BenchmarkRecord[]> {
  const { recorder, plan, runPairs, runApart } = parts;
  const inPairs = recorder.benchmarks.filter(
    (one) =>
      !one.finished &&
      !one.isApart &&
      // Executions of a command share no engine.
      one.planned.kind === undefined &&
      !plan.loadSameCode.has(one.planned.id) &&
      logRatioOf(one) !== null,
  );
  const apart = await measureAnew(inPairs, { purpose: 'check', runWorker: runApart }, settings, parts);
  const first = new Map(
    inPairs.map((one) => [one, { pair: logRatioOf(one), apart: apart.get(one) ?? null }]),
  );
  let suspects = inPairs.filter((one) => disagreementOf(first.get(one)) !== 0);
  let last = first;
  for (let time = 2; time <= TIMES_APART && suspects.length > 0; time++) {
    const anew = { purpose: `check, time ${time}`, runWorker: runPairs };
    const pairAgain = await measureAnew(suspects, anew, settings, parts);
    const apartAgain = await measureAnew(suspects, { ...anew, runWorker: runApart }, settings, parts);
    last = new Map(
      suspects.map((one) => [one, { pair: pairAgain.get(one) ?? null, apart: apartAgain.get(one) ?? null }]),
    );
    suspects = suspects.filter((one) => disagreementOf(last.get(one)) === disagreementOf(first.get(one)));
  }
  for (const benchmark of suspects) startAgainApart(benchmark, warningOf(last.get(benchmark)), parts);
  return recorder.benchmarks.filter((one) => one.isApart && !one.finished && one.roundCount === 0);
}

/** What both ways to measure say of one benchmark, as ln(head / base) at p50; null where one says nothing. */
interface BothWays {
  readonly pair: number | null;
  readonly apart: number | null;
}

/** Returns 1 or -1 where processes see head slower or faster than pairs do, beyond what is noise; else 0. */
function disagreementOf(both: BothWays | undefined): -1 | 0 | 1 {
  const { pair, apart } = both ?? { pair: null, apart: null };
  if (pair === null || apart === null || Math.abs(apart - pair) <= FURTHEST_LOG) return 0;
  return apart > pair ? 1 : -1;
}

/** Measures one round that is not kept; returns its ratios, as logarithms. */
async function measureAnew(
  benchmarks: readonly BenchmarkRecord[],
  { purpose, runWorker }: { readonly purpose: string; readonly runWorker: RunWorker },
  settings: RoundSettings,
  { recorder, plan }: PairsCheckParts,
): Promise<Map<BenchmarkRecord, number | null>> {
  const planned = benchmarks.map((benchmark) => benchmark.planned);
  if (planned.length === 0) return new Map();
  const seed = deriveSeed(recorder.header.seed, purpose);
  const anew = new RunRecorder(
    { ...recorder.header, seed },
    { ...plan, benchmarks: planned, brokenFiles: [] },
  );
  for (const benchmark of benchmarks) anew.benchmark(benchmark.planned.id).startLike(benchmark);
  const schedule = scheduleRound(planned, { seed, isolation: 'file', parallel: settings.parallel });
  const events = new EventLog([], () => performance.now());
  await measureRound(0, schedule, settings, { recorder: anew, events, runWorker });
  return new Map(benchmarks.map((one) => [one, logRatioOf(anew.benchmark(one.planned.id))]));
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

function warningOf(both: BothWays | undefined): Warning {
  const percent = (log: number): string =>
    `${Math.round(100 * Math.abs(Math.expm1(log)))} % ${log > 0 ? 'slower' : 'faster'}`;
  return {
    code: 'pairs-disagree',
    message: `head is ${percent(both?.pair ?? 0)} than base in one process, but ${percent(both?.apart ?? 0)} with a process for each: in one process the engine slows both sides down alike, so that this file is measured with a process for each side`,
    hint: 'Look for objects or arrays that head creates differently from base: the engine shares what it learns about their shapes.',
  };
}
