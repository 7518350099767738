import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Variant } from '@perf-suite/schema';
import { METRIC_SLOT, type OpenMetric } from '../api/metric.js';
import { BenchmarkFileError } from '../api/suite/benchmark-file-error.js';
import { encodeFrame, type Frame } from '../wire/frames.js';
import type { VariantSource, WorkerJob } from '../wire/protocol.js';
import { StageClock } from '../wire/stage-clock.js';
import { mendBuiltIns } from './built-ins.js';
import { openReplacements, REPLACEMENT_URLS } from './harness/replacements.js';
import { provideGlobals } from './harness/vitest/globals.js';
import { installCommonJsLoader } from './load/commonjs-loader.js';
import { registerModuleHooks } from './load/hooks.js';
import { loadSubjects } from './load/load-subjects.js';
import type { HooksData } from './load/module-answers.js';
import type { Subject } from './load/subject.js';
import { describeThrown, stackOf } from './measure/benchmark-failure.js';
import { nowMs } from './measure/clock.js';
import type { Running } from './measure/measure-request.js';
import { MetricCollector } from './metrics/metric-collector.js';
import { OutsideFailures } from './outside-failures.js';
import { peakResidentBytes, processUsage } from './process-usage.js';
import { Turns } from './turns.js';
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
let stopRequested = false;

function send(frame: Frame): void {
  writeFully(FRAMES_DESCRIPTOR, encodeFrame(frame));
}

async function main(): Promise<void> {
  const job: WorkerJob = JSON.parse(readFileSync(0, 'utf8'));
  const turns = job.takesTurns === true ? takeTurns() : null;
  if (turns === null) listenForStop();
  // Before the user's code, which may replace what measuring needs; not loaded where nothing is measured.
  const measuring = job.task === 'measure' ? await import('./measure-job.js') : null;
  if (job.ofService === true) await import('./service/service-job.js');
  const profiling = job.task === 'profile' ? await import('./profile/profile-job.js') : null;
  const hooks: HooksData = {
    variants: job.variants,
    cacheFolder: job.cacheFolder,
    ownEntryUrl: new URL('../index.js', import.meta.url).href,
    replacements: REPLACEMENT_URLS,
    isListing: job.task === 'list',
  };
  const openMetric: OpenMetric = (name, labels) => metrics.open(name, labels);
  Reflect.set(globalThis, METRIC_SLOT, openMetric);
  const ownEntryFile = fileURLToPath(hooks.ownEntryUrl);
  installCommonJsLoader({ ...hooks, ownEntryFile, requireReplacement: await openReplacements() });
  registerModuleHooks(hooks);
  // Before anything is observed: they are no change of the benchmark file's.
  for (const { contentFrom } of job.variants) await provideGlobals(contentFrom);
  if (job.task === 'observe') return observeAll(job, hooks.ownEntryUrl);
  const loaded = new Map<Variant, ReadonlyMap<string, Subject>>();
  turns?.load();
  stages.enter('load');
  for (const source of job.variants) {
    const subjects = await loadVariant(job, source);
    if (subjects !== null) loaded.set(source.variant, subjects);
  }
  stages.enter('rest');
  if (measuring !== null && loaded.size === job.variants.length) {
    const isStopRequested = () => stopRequested;
    const own = { turns, running, metrics, stages, outside, send, isStopRequested };
    await new measuring.MeasureJob(job.seed, loaded, own).measure(job.benchmarks);
  }
  if (profiling !== null) await profileFirst(job, loaded, profiling.ProfileJob);
  await endFiles();
  sendFinished();
}

/** Profiles the one benchmark that the job names. */
async function profileFirst(
  { seed, variants, benchmarks, profile }: WorkerJob,
  loaded: ReadonlyMap<Variant, ReadonlyMap<string, Subject>>,
  ProfileJob: typeof import('./profile/profile-job.js').ProfileJob,
): Promise<void> {
  const [variant] = variants.map((source) => source.variant);
  const [benchmark] = benchmarks;
  if (variant === undefined || benchmark === undefined || profile === undefined) return;
  const subject = loaded.get(variant)?.get(benchmark.id);
  if (subject === undefined) return;
  running.variant = variant;
  const own = { variant, running, metrics, outside, send, isStopRequested: () => stopRequested };
  await new ProfileJob(seed, own).profile(subject, benchmark, profile);
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
    stopRequested = true;
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
      readsScenarios: job.ofService === true ? 'here' : 'thread',
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
