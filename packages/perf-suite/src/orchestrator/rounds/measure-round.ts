import { setMaxListeners } from 'node:events';
import type { Failure, Variant } from '@perf-suite/schema';
import type { MeasuringTime } from '../../wire/measuring-time.js';
import type { BenchmarkRequest, VariantSource, WorkerJob, WorkerMessage } from '../../wire/protocol.js';
import { addTimes, NO_TIMES, type StageTimes } from '../../wire/stage-clock.js';
import type { RunWorkerOptions } from '../processes/run-worker.js';
import type { WorkerExit } from '../processes/worker-exit.js';
import { failureOf } from '../processes/worker-exit-failure.js';
import type { BenchmarkRecord } from '../results/benchmark-record.js';
import type { EventLog } from '../results/event-log.js';
import type { RunRecorder } from '../results/run-recorder.js';
import type { RoundSchedule } from './schedule-round.js';
import { WorkerSession } from './worker-session.js';

export type RunWorker = (job: WorkerJob, options: RunWorkerOptions) => Promise<WorkerExit>;

/** What measuring a round needs to know besides the schedule. */
export interface RoundSettings {
  readonly root: string;
  readonly cacheFolder: string;
  /** How long one benchmark is measured. */
  readonly timeOf: (benchmark: BenchmarkRecord) => MeasuringTime;
  readonly warmupOf: (benchmark: BenchmarkRecord) => WarmupTime;
  /** How long one benchmark of a file may take. */
  readonly timeoutMsOf: (fileId: string) => number;
  readonly sampleCap: number;
  readonly nodeFlags: readonly string[];
  /** How many workers are to measure at the same time: what a round is cut for, whatever cores there are. */
  readonly parallel: number;
  /** The cores that workers are pinned to, one worker on each at a time; null pins nothing. */
  readonly cores: readonly (number | null)[];
  /** Where commands and services run, which are pinned to no core; left out or empty lets the system choose. */
  readonly allCores?: readonly number[];
  /** Where a file's variants come from, in no particular order. */
  readonly variantsOf: (file: string) => readonly VariantSource[];
  /** Aborted to end after the current slice. */
  readonly stopAfterSlice: AbortSignal;
  /** Aborted to end now. */
  readonly stopNow: AbortSignal;
}

/** How long a benchmark is warmed up at least. */
interface WarmupTime {
  readonly ms: number;
  /** True where that is the least of each round; else later rounds may do with what the first one needed. */
  readonly isOfEachRound: boolean;
}

export interface RoundParts {
  readonly recorder: RunRecorder;
  readonly events: EventLog;
  readonly runWorker: RunWorker;
  /**
   * Called after each round with where the time of its processes went, as they measured it, and how many of them ran
   * at the same time, on average.
   */
  readonly onRoundTimes?: ((times: StageTimes, atOnce: number) => void) | undefined;
}

/**
 * Measures one round: a fresh process for each of the schedule's workers, handed to cores as they become free. Where
 * a process dies on a benchmark, that one fails and the worker's others go on in a new process; a
 * process killed from outside is replaced once. Whatever happens ends up in recorder and events.
 * @throws what the first worker to throw throws, once all workers have ended
 */
export async function measureRound(
  round: number,
  schedule: RoundSchedule,
  settings: RoundSettings,
  parts: RoundParts,
): Promise<void> {
  parts.recorder.startRound(round, schedule);
  parts.events.emit({ type: 'round-started', round });
  const startedAtMs = performance.now();
  const broken = new AbortController();
  const untilBroken = { ...settings, stopNow: AbortSignal.any([settings.stopNow, broken.signal]) };
  // Each worker listens, and Node 20 takes more than ten for a leak.
  setMaxListeners(0, untilBroken.stopNow, untilBroken.stopAfterSlice);
  const waiting = [...schedule.workers];
  let spent: TimeSpent = { times: NO_TIMES, processMs: 0 };
  const measureOn = async (core: number | null): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const more = await measureInWorkers({ round, schedule, ids: next.ids, core }, untilBroken, parts);
      spent = addSpent(spent, more);
      if (isStopped(untilBroken)) return;
    }
  };
  // What one of them throws ends the others, and only then the round.
  await Promise.all(settings.cores.map((core) => measureOn(core).catch((error) => broken.abort(error))));
  broken.signal.throwIfAborted();
  if (isStopped(settings)) return;
  const { times, processMs } = spent;
  parts.onRoundTimes?.(times, Math.max(1, processMs / (performance.now() - startedAtMs)));
}

interface Assignment {
  readonly round: number;
  readonly schedule: RoundSchedule;
  /** Benchmarks of one file, in order. */
  readonly ids: readonly string[];
  /** The core that they are measured on; null lets the system choose. */
  readonly core: number | null;
}

/** Where the time of processes went, and how long they were there. */
interface TimeSpent {
  readonly times: StageTimes;
  readonly processMs: number;
}

function addSpent(a: TimeSpent, b: TimeSpent): TimeSpent {
  return { times: addTimes(a.times, b.times), processMs: a.processMs + b.processMs };
}

/** Measures one file's benchmarks in one process, or in several where processes die; returns where their time went. */
async function measureInWorkers(
  { round, schedule, ids, core: ownCore }: Assignment,
  settings: RoundSettings,
  parts: RoundParts,
): Promise<TimeSpent> {
  const killedOnce = new Set<BenchmarkRecord>();
  let left = ids.map((id) => parts.recorder.benchmark(id));
  // Commands and services may use several cores, unless others are measured beside them.
  const isSpread = settings.cores.length === 1 && left.every(({ planned }) => planned.kind !== undefined);
  const core = isSpread ? null : ownCore;
  let repeated = false;
  let spent: TimeSpent = { times: NO_TIMES, processMs: 0 };
  const timeoutMs = Math.max(...left.map(({ planned }) => settings.timeoutMsOf(planned.fileId)));
  while (left.length > 0 && !isStopped(settings)) {
    const session: WorkerSession = newSession({ round, left, repeated, core }, settings, parts);
    const end = await parts.runWorker(
      jobFor(left, schedule, settings),
      workerOptions(
        session,
        { core, timeoutMs, ...(isSpread && { cores: settings.allCores ?? [] }) },
        settings,
      ),
    );
    session.end(end);
    spent = addSpent(spent, { times: session.times, processMs: end.durationMs });
    left = left.filter((benchmark) => !session.isDone(benchmark));
    if (isStopped(settings)) session.keepUnfinished();
    if (left.length === 0 || isStopped(settings)) break;
    const victims = victimsOf(end, session, left, parts.recorder);
    repeated = end.kind === 'killed' && victims.every((victim) => !killedOnce.has(victim));
    for (const victim of victims) {
      const context = { round, timeoutMs, repeated: killedOnce.has(victim) };
      const failure = failureOf(end, context) ?? endedWithoutSamples(round);
      if (repeated) {
        killedOnce.add(victim);
        session.announceRepeat(victim, failure);
      } else {
        session.fail(victim, failure);
      }
    }
    left = left.filter(({ finished }) => !finished);
  }
  return spent;
}

/**
 * Returns the benchmarks that a worker's early end is put down to: the one it was on, or all if it never loaded. The
 * requests to a service are measured together.
 */
function victimsOf(
  end: WorkerExit,
  session: WorkerSession,
  left: readonly BenchmarkRecord[],
  recorder: RunRecorder,
): readonly BenchmarkRecord[] {
  if (end.current !== null) {
    const current = recorder.benchmark(end.current);
    return current.planned.service === undefined ? [current] : left;
  }
  return session.hasLoaded ? left.slice(0, 1) : left;
}

function newSession(
  {
    left,
    ...given
  }: { round: number; left: readonly BenchmarkRecord[]; repeated: boolean; core: number | null },
  { sampleCap }: RoundSettings,
  { recorder, events }: RoundParts,
): WorkerSession {
  return new WorkerSession({ recorder, events, benchmarks: left, sampleCap, ...given });
}

function workerOptions(
  session: WorkerSession,
  own: Pick<RunWorkerOptions, 'core' | 'cores' | 'timeoutMs'>,
  settings: RoundSettings,
): RunWorkerOptions {
  return {
    ...own,
    nodeFlags: settings.nodeFlags,
    onMessage: (message: WorkerMessage) => session.receive(message),
    signal: settings.stopNow,
    stopAfterSlice: settings.stopAfterSlice,
  };
}

function jobFor(
  benchmarks: readonly BenchmarkRecord[],
  { seed, firstVariant }: RoundSchedule,
  settings: RoundSettings,
): WorkerJob {
  const [first] = benchmarks;
  if (first === undefined) throw new RangeError('a worker needs at least one benchmark');
  return {
    task: 'measure',
    root: settings.root,
    fileId: first.planned.fileId,
    variants: inImportOrder(settings.variantsOf(first.planned.file), firstVariant),
    ...(first.planned.service !== undefined && { ofService: true }),
    benchmarks: benchmarks.map((benchmark) => ({
      id: benchmark.planned.id,
      batchSize: benchmark.batchSize,
      ...settings.timeOf(benchmark),
      ...warmup(benchmark, settings),
    })),
    seed,
    cacheFolder: settings.cacheFolder,
  };
}

function warmup(
  benchmark: BenchmarkRecord,
  { warmupOf }: RoundSettings,
): Pick<BenchmarkRequest, 'warmupMs' | 'steadyAfterCalls'> {
  const { ms: warmupMs, isOfEachRound } = warmupOf(benchmark);
  const { steadyAfterCalls } = benchmark;
  return isOfEachRound || steadyAfterCalls === null ? { warmupMs } : { warmupMs, steadyAfterCalls };
}

function inImportOrder(variants: readonly VariantSource[], first: Variant): VariantSource[] {
  return [...variants].sort((a, b) => Number(b.variant === first) - Number(a.variant === first));
}

/** A worker that says it finished, yet left a benchmark out. */
function endedWithoutSamples(round: number): Failure {
  return { reason: 'no-samples', round, message: `gave no samples in round ${round + 1}` };
}

function isStopped({ stopAfterSlice, stopNow }: RoundSettings): boolean {
  return stopAfterSlice.aborted || stopNow.aborted;
}
