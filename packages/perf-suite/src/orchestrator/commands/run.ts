import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT_CODES, type ExitCode, PerfError } from '@perf-suite/schema';
import type { StageTimes } from '../../wire/stage-clock.js';
import type { CommandIo } from '../command-io.js';
import { startRunTracer } from '../live/run-tracer.js';
import { keepServing, startLive } from '../live/serve-live.js';
import { type PreparedRun, prepareRun } from '../plan/prepare-run.js';
import { OrchestratorUsage } from '../processes/orchestrator-usage.js';
import { openRunLock } from '../processes/run-lock.js';
import { conclude, exitCodeOf, type Outcome } from '../results/conclude.js';
import { EventLog } from '../results/event-log.js';
import { metricWarnings } from '../results/metric-warnings.js';
import { runFinished, runStarted, verdictEvents } from '../results/run-events.js';
import { RunRecorder } from '../results/run-recorder.js';
import { chooseWorkers } from '../rounds/choose-workers.js';
import { runSuite, type SuiteEnd } from '../rounds/run-suite.js';
import { suiteSettings } from '../rounds/suite-settings.js';
import { showInGithubJob } from '../terminal/outcome-for-ci.js';
import { roundTimesLine } from '../terminal/round-times-line.js';
import { writeOutcome } from '../terminal/write-outcome.js';
import { audit } from './audit.js';
import { explainSlowdowns } from './explain-slowdowns.js';
import type { RunFlags } from './run-flags.js';
import { closeSession, type OpenRun, openSession, type RunSession, type WatchedRun } from './run-session.js';
import { saveUnfinished } from './save-unfinished.js';
import { warnOfCodeChange, warnOfOtherRuns, warnRun } from './warn-run.js';

/**
 * Measures, saves, judges and shows a run; returns its exit code.
 * @throws {PerfError} for whatever keeps it from starting
 */
export async function run(
  files: readonly string[],
  flags: RunFlags,
  io: CommandIo,
  watched?: WatchedRun,
): Promise<ExitCode> {
  if (flags.watch === true) return (await import('./watch/watch.js')).watch(files, flags, io);
  const session = await openSession(files, flags, io, watched);
  try {
    const prepared = await prepare(session);
    watched?.onLoads(prepared.loads, prepared.removed);
    const open = await openRun(prepared, session);
    session.request.times.enter('judging');
    const end = await saveUnfinished(open, async () => {
      const measuredEnd = await audit(open, await measure(open));
      await warnOfWhatHappened(open);
      return measuredEnd;
    });
    if (watched?.dropped.aborted) return EXIT_CODES.interrupted;
    const finished = { prepared, end, finishedAt: new Date(), fallbackFolder: tmpdir() };
    return await show(await explainSlowdowns(await conclude(open.recorder, finished), open), open);
  } finally {
    await closeSession(session);
  }
}

async function prepare({ request, stop, closers }: RunSession): Promise<PreparedRun> {
  try {
    const prepared = await prepareRun(request);
    closers.push(() => prepared.cleanup());
    return prepared;
  } catch (cause) {
    // Ctrl-C makes whatever was under way fail, each thing in its own way.
    if (!stop.afterSlice.aborted) throw cause;
    throw new PerfError('interrupted', 'Interrupted before anything was measured', { cause });
  }
}

async function openRun(prepared: PreparedRun, session: RunSession): Promise<OpenRun> {
  const { flags, display, stop, closers } = session;
  const lock = await openRunLock(join(prepared.perfFolder, 'locks'), process.pid);
  closers.push(() => lock.close());
  const live = flags.live === true ? await startLive(prepared, session) : null;
  closers.push(() => keepServing(live, session));
  // Who only serves measures no more.
  closers.push(async () => prepared.cores.release());
  session.phase = 'measuring';
  const { otlp } = prepared.settings;
  const tracer = otlp === null ? null : await startRunTracer(otlp);
  const recorder = new RunRecorder(prepared.header, prepared.plan);
  const sinks = [
    display.show.bind(display),
    ...(live === null ? [] : [live.publish]),
    ...(tracer === null ? [] : [tracer.record]),
  ];
  const events = new EventLog(sinks, () => performance.now());
  const usage = new OrchestratorUsage(events);
  const { times } = session.request;
  const noteTimes = (ofRound: StageTimes, atOnce: number): void => {
    times.addRound(ofRound, atOnce);
    if (flags.verbose === true) display.write(roundTimesLine(ofRound, atOnce));
  };
  const parts = {
    recorder,
    events,
    times,
    ...(await chooseWorkers(prepared, { recorder, events })),
    betweenRounds: () => usage.emit('peak'),
    onRoundTimes: noteTimes,
  };
  const settings = suiteSettings(prepared, stop, session.request.flags.timeMs);
  return Object.assign(session, { prepared, settings, recorder, events, parts, lock, tracer });
}

/** Measures the rounds; all results and warnings are in the recorder. */
async function measure(open: OpenRun): Promise<SuiteEnd> {
  const { prepared, settings, recorder, events, parts } = open;
  events.emit(runStarted(prepared, settings.rounds, recorder));
  for (const warning of prepared.warnings) warnRun(warning, open);
  await warnOfOtherRuns(open);
  const end = await open.request.times.during('rounds', () => runSuite(settings, parts));
  await warnOfCodeChange(open);
  return end;
}

/** What is known once all is measured. */
async function warnOfWhatHappened(open: OpenRun): Promise<void> {
  const { prepared, recorder, flags } = open;
  await warnOfOtherRuns(open);
  const served = { declared: prepared.declared, live: flags.live === true };
  for (const warning of await metricWarnings(recorder.metrics(), served)) warnRun(warning, open);
}

async function show(
  outcome: Outcome,
  { recorder, events, display, flags, io, request, tracer }: OpenRun,
): Promise<ExitCode> {
  const { report } = outcome;
  for (const event of report === null || report.method.kind === 'none' ? [] : verdictEvents(report, recorder))
    events.emit(event);
  const exitCode = exitCodeOf(outcome);
  events.emit(runFinished(outcome, exitCode));
  display.close();
  const { root } = request;
  writeOutcome(outcome, { flags, io, root, exitCode, times: request.times.summary() });
  await showInGithubJob(outcome, { flags, io, root });
  const told = (await tracer?.send()) ?? null;
  if (told !== null && !flags.quiet) io.err.write(`  ${told}\n`);
  return exitCode;
}
