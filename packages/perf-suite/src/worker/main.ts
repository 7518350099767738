import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Variant } from '@perf-suite/schema';
import { METRIC_SLOT, type OpenMetric } from '../api/metric.js';
import { BenchmarkFileError } from '../api/suite/benchmark-file-error.js';
import { encodeFrame, type Frame, MOST_DURATION_NS } from '../wire/frames.js';
import type { BenchmarkRequest, VariantSource, WorkerJob } from '../wire/protocol.js';
import { createRandom } from '../wire/random.js';
import type { SampleBuffer } from '../wire/sample-buffer.js';
import { StageClock } from '../wire/stage-clock.js';
import { mendBuiltIns } from './built-ins.js';
import { REPLACEMENTS } from './harness/replacements.js';
import { provideGlobals } from './harness/vitest/globals.js';
import { installCommonJsLoader } from './load/commonjs-loader.js';
import { registerModuleHooks } from './load/hooks.js';
import { loadSubjects } from './load/load-subjects.js';
import type { HooksData } from './load/module-answers.js';
import type { Subject } from './load/subject.js';
import { BenchmarkFailure, describeThrown, stackOf } from './measure/benchmark-failure.js';
import { nowMs, pause, replacedClocks } from './measure/clock.js';
import { measureBenchmark } from './measure/measure-benchmark.js';
import type { MeasureContext, Measured, Running } from './measure/measure-request.js';
import { openRunDelayClock } from './measure/run-delay.js';
import { measureEmptyLoopNs, measureTimerCostNs } from './measure/timer-cost.js';
import { MetricCollector } from './metrics/metric-collector.js';
import { OutsideFailures, StuckError } from './outside-failures.js';
import { peakResidentBytes, processUsage } from './process-usage.js';
import { Abandoned, Turns } from './turns.js';
import { writeFully } from './write-fully.js';

/** The program of a worker process: one job from stdin, then frames on fd 3; fd 4 ends it early. */

const FRAMES_DESCRIPTOR = 3;
const CONTROL_DESCRIPTOR = 4;

const outside = new OutsideFailures();
const running: Running = { variant: 'head' };
const metrics = new MetricCollector(running);
const stages = new StageClock(nowMs);
/** What the loaded files want to be run in the end. */
const endings: (() => Promise<void>)[] = [];
let isStopRequested = false;

function send(frame: Frame): void {
  writeFully(FRAMES_DESCRIPTOR, encodeFrame(frame));
}

async function main(): Promise<void> {
  const job: WorkerJob = JSON.parse(readFileSync(0, 'utf8'));
  const turns = job.takesTurns === true ? takeTurns() : null;
  if (turns === null) listenForStop();
  const hooks: HooksData = {
    variants: job.variants,
    cacheFolder: job.cacheFolder,
    ownEntryUrl: new URL('../index.js', import.meta.url).href,
    replacements: Object.fromEntries([...REPLACEMENTS].map(([specifier, { url }]) => [specifier, url])),
    isListing: job.task === 'list',
  };
  const openMetric: OpenMetric = (name, labels) => metrics.open(name, labels);
  Reflect.set(globalThis, METRIC_SLOT, openMetric);
  installCommonJsLoader({ ...hooks, ownEntryFile: fileURLToPath(hooks.ownEntryUrl) });
  registerModuleHooks(hooks);
  // Before anything is observed: they are no change of the benchmark file's.
  for (const { contentFrom } of job.variants) provideGlobals(contentFrom);
  if (job.task === 'observe') return observeAll(job, hooks.ownEntryUrl);
  const loaded = new Map<Variant, ReadonlyMap<string, Subject>>();
  turns?.load();
  stages.enter('load');
  for (const source of job.variants) {
    const subjects = await loadVariant(job, source);
    if (subjects !== null) loaded.set(source.variant, subjects);
  }
  stages.enter('rest');
  if (job.task === 'measure' && loaded.size === job.variants.length) await measureAll(job, loaded, turns);
  await endFiles();
  sendFinished();
}

function sendFinished(): void {
  send({
    type: 'finished',
    usage: processUsage(),
    rssPeakBytes: peakResidentBytes(),
    times: stages.times(),
  });
}

/** Loads and calls, and notes what that does; measures nothing. */
async function observeAll(job: WorkerJob, ownEntryUrl: string): Promise<void> {
  // Not loaded in processes that measure.
  const { startObserving } = await import('./observe/observe-file.js');
  // What the benchmark file will import of this package is there before the user's code is.
  await import(ownEntryUrl);
  const schema = createRequire(import.meta.url).resolve('@perf-suite/schema');
  const observer = startObserving([
    fileURLToPath(new URL('../..', import.meta.url)),
    dirname(dirname(schema)),
  ]);
  await observer.observe(job, {
    load: (source) => loadVariant(job, source),
    send,
    enter: (id) => send({ type: 'enter', id }),
    guard: (act) => outside.guard(act),
  });
  await endFiles();
  sendFinished();
}

async function endFiles(): Promise<void> {
  for (const end of endings) await end();
}

function takeTurns(): Turns {
  return new Turns({ descriptor: CONTROL_DESCRIPTOR, send, stages, orphaned: () => process.exit(1) });
}

/** Ends after the running slice when asked to, and at once when the parent is gone. */
function listenForStop(): void {
  const control = new Socket({ fd: CONTROL_DESCRIPTOR, readable: true, writable: false });
  control.on('data', () => {
    isStopRequested = true;
  });
  control.on('error', () => process.exit(1));
  control.on('end', () => process.exit(1));
  control.unref();
}

async function loadVariant(
  job: WorkerJob,
  source: VariantSource,
): Promise<ReadonlyMap<string, Subject> | null> {
  const { variant } = source;
  try {
    const others = new Set(source.otherFiles);
    const { subjects, leavesToOthers, warnings, end } = await loadSubjects(source, {
      fileId: job.fileId,
      marked: needsMark(job, source),
      isElsewhere: (file) => others.has(file),
      outside,
    });
    endings.push(end);
    send({
      type: 'loaded',
      variant,
      benchmarks: subjects.map(({ declared }) => declared),
      leavesToOthers,
      warnings,
      usage: processUsage(),
    });
    return new Map(subjects.map((subject) => [subject.declared.id, subject]));
  } catch (error) {
    const { code, hint } =
      error instanceof BenchmarkFileError ? error : { code: 'load-failed' as const, hint: null };
    send({ type: 'load-failed', variant, code, message: describeThrown(error), hint, stack: stackOf(error) });
    return null;
  }
}

/** Two variants of one file, or with packages of their own, must be told apart by their URLs. */
function needsMark(job: WorkerJob, source: VariantSource): boolean {
  const sharesFile = job.variants.some((other) => other !== source && other.file === source.file);
  return sharesFile || Object.keys(source.packages).length > 0;
}

async function measureAll(
  job: WorkerJob,
  loaded: ReadonlyMap<Variant, ReadonlyMap<string, Subject>>,
  turns: Turns | null,
): Promise<void> {
  const context: Omit<MeasureContext, 'onStarted' | 'onSamples'> = {
    turns,
    running,
    metrics,
    random: createRandom(job.seed),
    timerCostNs: measureTimerCostNs(),
    emptyLoopNs: measureEmptyLoopNs(),
    runDelayNs: openRunDelayClock(),
    enterStage(stage) {
      stages.enter(stage);
      throwBrokenBuiltIns();
      send({ type: 'stage', stage, replacedClocks: replacedClocks() });
    },
    isStopRequested: () => isStopRequested,
    throwOutsideFailure(variant) {
      const failure = outside.take();
      if (failure !== null) throw new BenchmarkFailure(variant, failure.reason, failure.thrown);
    },
  };
  for (const request of job.benchmarks) {
    if (isStopRequested) return;
    await measureOne(request, loaded, context);
    stages.enter('rest');
  }
}

async function measureOne(
  request: BenchmarkRequest,
  loaded: ReadonlyMap<Variant, ReadonlyMap<string, Subject>>,
  context: Omit<MeasureContext, 'onStarted' | 'onSamples'>,
): Promise<void> {
  const { id } = request;
  send({ type: 'enter', id });
  // What an earlier benchmark left behind is not this one's fault.
  outside.take();
  const order: readonly Variant[] = loaded.size === 2 ? ['base', 'head'] : [...loaded.keys()];
  const variants = order.flatMap((variant) => {
    const subject = loaded.get(variant)?.get(id);
    return subject === undefined ? [] : [{ variant, subject }];
  });
  // On one side only: the loaded messages have reported that, and there is nothing to compare.
  if (variants.length < loaded.size || variants.length === 0) return;
  try {
    if (context.turns?.setUp(id) === false) {
      isStopRequested = true;
      return;
    }
    metrics.begin();
    const measuring = async () => {
      const measured = await measureBenchmark(
        {
          name: id.slice(id.indexOf('#') + 1),
          variants,
          batchSize: request.batchSize,
          timeMs: request.timeMs,
          warmupMs: request.warmupMs,
          steadyAfterCalls: request.steadyAfterCalls,
        },
        {
          ...context,
          onStarted: (started) => send({ type: 'benchmark-started', id, ...started }),
          onSamples: (buffer) => sendSamples(id, buffer),
        },
      );
      await leftoverTimers();
      context.throwOutsideFailure(order.at(-1) ?? 'head');
      return measured;
    };
    sendMeasured(id, await outside.guard(measuring), variants.at(-1)?.variant ?? 'head');
  } catch (error) {
    const failure = withBrokenBuiltIns(error);
    metrics.take('head');
    if (!isAbandoned(failure)) sendFailure(id, failure);
    await leftoverTimers();
  }
}

/** Some that were replaced keep measuring from its end, or its numbers from being any. */
function throwBrokenBuiltIns(): void {
  const names = mendBuiltIns();
  if (names !== null)
    throw new BenchmarkFailure(running.variant, 'threw', new TypeError(brokenBuiltIns(names)));
}

/** What a broken built-in brings about may be any error, from anywhere. */
function withBrokenBuiltIns(error: unknown): unknown {
  const names = mendBuiltIns();
  if (names === null) return error;
  const { variant, cause } =
    error instanceof BenchmarkFailure ? error : { variant: running.variant, cause: error };
  return new BenchmarkFailure(variant, 'threw', cause, `${brokenBuiltIns(names)}: `);
}

function brokenBuiltIns(names: string): string {
  return `it replaced ${names} by something that does not work, and measuring needs it`;
}

/** Lets what a benchmark left in `setTimeout(..., 0)` run: a throw there is its own, not that of whichever comes next. */
function leftoverTimers(): Promise<void> {
  return pause(2);
}

/** Both variants set the same metrics; those of head are reported. */
function sendMeasured(id: string, measured: Measured, variant: Variant): void {
  const taken = metrics.take(variant);
  const warnings = [...measured.warnings, ...taken.warnings];
  send({ type: 'benchmark-measured', id, ...measured, warnings, metrics: taken.metrics });
}

/** Called wherever the wait for a turn was: inside what may blame the benchmark, or outside. */
function isAbandoned(error: unknown): boolean {
  return (
    error instanceof Abandoned || (error instanceof BenchmarkFailure && error.cause instanceof Abandoned)
  );
}

function sendSamples(id: string, { head, base, headFirst, count }: SampleBuffer): void {
  if (count === 0) return;
  checkDurations(head, count);
  if (base !== null) checkDurations(base, count);
  send({
    type: 'samples',
    id,
    head: head.subarray(0, count),
    base: base?.subarray(0, count) ?? null,
    headFirst: headFirst?.subarray(0, count) ?? null,
    usage: processUsage(),
  });
}

/** Whatever the user's code did to the language: what is no duration must not reach the run's file. */
function checkDurations(durationsNs: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) {
    const ns = durationsNs[i] as number;
    if (!(ns >= 0 && ns <= MOST_DURATION_NS))
      throw new RangeError(`a call took ${ns} ns: expected a duration`);
  }
}

function sendFailure(id: string, error: unknown): void {
  const failure = error instanceof BenchmarkFailure ? error : new BenchmarkFailure('head', 'rejected', error);
  send({
    type: 'benchmark-failed',
    id,
    variant: failure.variant,
    reason: failure.reason,
    message: failure.message,
    stack: failure.cause instanceof StuckError ? null : stackOf(failure.cause),
  });
}

/** What the user's code printed may still be on its way out of this process. */
async function exitAfterOutput(exitCode: number): Promise<never> {
  const written = (stream: NodeJS.WriteStream) =>
    new Promise<void>((resolve) => stream.write('', () => resolve()));
  await Promise.all([written(process.stdout), written(process.stderr)]);
  return process.exit(exitCode);
}

main().then(
  () => exitAfterOutput(0),
  (error: unknown) => {
    mendBuiltIns();
    // The first line last: the end of what is printed is what is reported.
    process.stderr.write(`${stackOf(error) ?? ''}\n${describeThrown(error)}\n`);
    return exitAfterOutput(70);
  },
);
