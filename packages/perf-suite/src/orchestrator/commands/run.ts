import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  expectOneStandardInput,
  hideSecrets,
  parseDuration,
  parseStreamToken,
  readTls,
  Secrets,
} from '@perf-suite/command-line';
import { type ExitCode, PerfError } from '@perf-suite/schema';
import type { StageTimes } from '../../wire/stage-clock.js';
import type { CommandIo } from '../command-io.js';
import { type LiveOptions, type LiveServices, startLiveServices } from '../live/live-services.js';
import { codeChangeWarning } from '../plan/code-snapshot.js';
import { type PreparedRun, prepareRun } from '../plan/prepare-run.js';
import { OrchestratorUsage } from '../processes/orchestrator-usage.js';
import { concurrentRunWarning, openRunLock, type RunLock } from '../processes/run-lock.js';
import { runWorker } from '../processes/run-worker.js';
import { listenForStop, type StopSignals } from '../processes/stop-signals.js';
import type { BenchmarkRecord } from '../results/benchmark-record.js';
import { conclude, exitCodeOf } from '../results/conclude.js';
import { EventLog } from '../results/event-log.js';
import { metricWarnings } from '../results/metric-warnings.js';
import { runFinished, runStarted, verdictEvents } from '../results/run-events.js';
import { RunRecorder } from '../results/run-recorder.js';
import type { PairsCheckParts } from '../rounds/check-pairs.js';
import type { RunWorker } from '../rounds/measure-round.js';
import { runSuite, type SuiteEnd, type SuiteParts, type SuiteSettings } from '../rounds/run-suite.js';
import { suiteSettings } from '../rounds/suite-settings.js';
import { keepingLine, liveLines } from '../terminal/live-lines.js';
import { ProgressDisplay } from '../terminal/progress-display.js';
import { roundTimesLine } from '../terminal/round-times-line.js';
import { displayStyle, lookFor } from '../terminal/terminal-style.js';
import { writeOutcome } from '../terminal/write-outcome.js';
import { auditMeasured } from './audit-measured.js';
import { parseFilter, type RunFlags, settingsFromFlags } from './run-flags.js';
import { tellBrokenOff } from './tell-broken-off.js';
import { warnRun } from './warn-run.js';

/** What the first Ctrl-C is answered with. */
const ON_STOP = {
  preparing: 'Stopping; nothing was measured yet.',
  measuring: 'Stopping after this slice; what was measured will be saved. Press Ctrl-C again to stop now.',
  serving: null,
};

/** What the parts of one `run` command share. */
interface Session {
  readonly flags: RunFlags;
  readonly io: CommandIo;
  readonly display: ProgressDisplay;
  readonly stop: StopSignals;
  /** What those who watch must show, and how they are spoken to. */
  readonly watchers: Pick<LiveOptions, 'token' | 'tls'>;
  phase: keyof typeof ON_STOP;
}

/**
 * Measures, saves, judges and shows a run; returns its exit code.
 * @throws {PerfError} for whatever keeps it from starting
 */
export async function run(files: readonly string[], flags: RunFlags, io: CommandIo): Promise<ExitCode> {
  if (flags.liveKeep !== undefined && flags.live !== true) throw keepsNothing();
  expectOneStandardInput(flags.baseline ?? [], {
    inputIsTerminal: process.stdin.isTTY === true,
    err: (text) => io.err.write(`perf-suite: ${text}`),
  });
  const watchers = {
    token: parseStreamToken(undefined, io.variables),
    tls: await readTls(flags.tlsCert, flags.tlsKey),
  };
  const display = new ProgressDisplay({
    stream: io.err,
    look: lookFor(io.err, flags, io.variables),
    style: displayStyle(io.err, flags, io.variables),
    verbose: flags.verbose === true,
    nowMs: () => performance.now(),
  });
  const stop = listenForStop(process, () => {
    const answer = ON_STOP[session.phase];
    if (answer !== null) display.tell(answer);
  });
  const session: Session = { flags, io, display, stop, watchers, phase: 'preparing' };
  try {
    const prepared = await prepare(files, session);
    return await measure(prepared, session).finally(() => prepared.base?.cleanup());
  } finally {
    display.close();
    stop.close();
  }
}

function keepsNothing(): PerfError {
  return new PerfError('bad-usage', '--live-keep: expected --live beside it, found none', {
    hint: 'Without --live nothing is served that could be kept.',
  });
}

async function prepare(
  files: readonly string[],
  { flags, io, display, stop }: Session,
): Promise<PreparedRun> {
  const request = {
    root: resolve(io.cwd, flags.cwd ?? '.'),
    flags: settingsFromFlags(files, flags),
    filter: parseFilter(flags.filter),
    commandLine: io.commandLine,
    variables: io.variables,
    startedAt: new Date(),
    runWorker,
    stop: stop.afterSlice,
    // A step may name the user's own command for the base.
    onStep: (step: string) => display.step(hideSecrets(step)),
  };
  try {
    return await prepareRun(request);
  } catch (cause) {
    // Ctrl-C makes whatever was under way fail, each thing in its own way.
    if (!stop.afterSlice.aborted) throw cause;
    throw new PerfError('interrupted', 'Interrupted before anything was measured', { cause });
  }
}

async function measure(prepared: PreparedRun, session: Session): Promise<ExitCode> {
  const lock = await openRunLock(join(prepared.perfFolder, 'locks'), process.pid);
  try {
    return await measureLocked(prepared, session, lock);
  } finally {
    await lock.close();
  }
}

async function measureLocked(prepared: PreparedRun, session: Session, lock: RunLock): Promise<ExitCode> {
  const { flags, io, display, stop } = session;
  const live = flags.live === true ? await startLive(prepared, session) : null;
  session.phase = 'measuring';
  try {
    const recorder = new RunRecorder(prepared.header, prepared.plan);
    const sinks = [display.show.bind(display), ...(live === null ? [] : [live.publish])];
    const events = new EventLog(sinks, () => performance.now());
    const usage = new OrchestratorUsage(events);
    const betweenRounds = (): void => usage.emit('peak');
    const workers = await workersFor(prepared, { recorder, events });
    const tellTimes = (times: StageTimes): void => display.note(roundTimesLine(times));
    const onRoundTimes = flags.verbose === true ? tellTimes : undefined;
    const parts = { recorder, events, ...workers, betweenRounds, onRoundTimes, lock };
    return await measureAndTell(prepared, session, parts);
  } finally {
    session.phase = 'serving';
    if (live !== null) tellOfKeeping(flags, io);
    if (live !== null) await Promise.race([live.finish(), stop.nextRequest()]);
  }
}

/** How jobs are run: one process for both variants, or one for each where one cannot hold both. */
interface Workers {
  readonly runWorker: RunWorker;
  /** Left out where pairs are not to be held against processes of each side. */
  readonly checkPairs?: (settings: SuiteSettings) => Promise<readonly BenchmarkRecord[]>;
}

async function workersFor(
  { plan, header }: PreparedRun,
  parts: Pick<PairsCheckParts, 'recorder' | 'events'>,
): Promise<Workers> {
  const { isolation, rounds } = header.settings;
  if (header.base === null) return { runWorker };
  const { inVariantProcesses } = await import('../processes/variant-processes.js');
  const runApart = inVariantProcesses(runWorker);
  if (isolation === 'process') return { runWorker: runApart };
  const apart = new Set(plan.apart.keys());
  const runEither: RunWorker = (job, options) => (apart.has(job.fileId) ? runApart : runWorker)(job, options);
  // With so few rounds nothing will be decided.
  if (rounds !== 'auto' && rounds < FEWEST_ROUNDS_CHECKED) return { runWorker: runEither };
  const { checkPairs } = await import('../rounds/check-pairs.js');
  const check = { ...parts, plan, runApart, setApart: (fileId: string) => apart.add(fileId) };
  return { runWorker: runEither, checkPairs: (settings) => checkPairs(settings, check) };
}

const FEWEST_ROUNDS_CHECKED = 6;

async function measureAndTell(
  prepared: PreparedRun,
  session: Session,
  parts: SuiteParts & { readonly lock: RunLock },
): Promise<ExitCode> {
  const { flags, io, display } = session;
  const { recorder, events } = parts;
  const end = await measureAll(prepared, session, parts).catch(async (cause: unknown) => {
    display.close();
    await noteCodeChange(prepared, parts, display).catch(() => undefined);
    await tellBrokenOff(cause, prepared, parts, io);
    throw cause;
  });
  const outcome = await conclude(recorder, {
    prepared,
    end,
    finishedAt: new Date(),
    fallbackFolder: tmpdir(),
  });
  for (const event of outcome.report === null ? [] : verdictEvents(outcome.report, recorder))
    events.emit(event);
  const exitCode = exitCodeOf(outcome);
  events.emit(runFinished(outcome, exitCode));
  display.close();
  writeOutcome(outcome, { flags, io, exitCode });
  return exitCode;
}

/** Measures the rounds, and the audit's; all results and warnings are in the recorder. */
async function measureAll(
  prepared: PreparedRun,
  { flags, display, stop }: Session,
  { lock, ...parts }: SuiteParts & { readonly lock: RunLock },
): Promise<SuiteEnd> {
  const { recorder, events } = parts;
  const flagTimeMs = flags.time === undefined ? undefined : parseDuration(flags.time, '--time');
  const settings = suiteSettings(prepared, stop, flagTimeMs);
  events.emit(runStarted(prepared, settings.rounds, recorder));
  for (const warning of prepared.warnings) warnRun(warning, parts, display);
  await warnOfOthers(lock, parts, display);
  const measuredEnd = await runSuite(settings, parts);
  // Before the audit, which decides nothing: code that changes later was not measured.
  await noteCodeChange(prepared, parts, display);
  const end =
    measuredEnd === 'interrupted'
      ? measuredEnd
      : await auditMeasured(prepared, settings, parts, display, measuredEnd);
  await warnOfOthers(lock, parts, display);
  const served = { declared: prepared.declared, live: flags.live === true };
  for (const warning of await metricWarnings(recorder.metrics(), served)) warnRun(warning, parts, display);
  return end;
}

/** Looked at once the rounds are done: nothing may disturb them, and what was written keeps the time of it. */
async function noteCodeChange(
  { code, header }: PreparedRun,
  parts: SuiteParts,
  display: ProgressDisplay,
): Promise<void> {
  const change = await code.change();
  if (change === null) return;
  parts.recorder.noteCodeChange(change);
  warnRun(codeChangeWarning(change, header.git), parts, display);
}

/** Said once, at whichever end of the run the other one was seen. */
async function warnOfOthers(lock: RunLock, parts: SuiteParts, display: ProgressDisplay): Promise<void> {
  const warning = concurrentRunWarning(await lock.others());
  if (warning === null || parts.recorder.hasWarning(warning.code)) return;
  warnRun(warning, parts, display);
}

async function startLive(
  { settings, declared }: PreparedRun,
  { flags, io, display, watchers }: Session,
): Promise<LiveServices> {
  const { host, port, metricsPort, publicUrl } = settings;
  const live = await startLiveServices({
    host,
    port,
    metricsPort,
    publicUrl,
    keepMs: keepMsOf(flags),
    token: watchers.token,
    tls: watchers.tls,
    declared,
  });
  // A token that was given is known to whom it concerns, and logs are read by others.
  const given = new Secrets();
  given.add(watchers.token);
  for (const line of liveLines(live, lookFor(io.err, flags, io.variables)).map((text) => given.hide(text))) {
    // Nobody could guess the token in them.
    if (flags.quiet) io.err.write(`${line}\n`);
    else display.note(line);
  }
  return live;
}

/** Says why the command does not end yet. */
function tellOfKeeping(flags: RunFlags, io: CommandIo): void {
  const keepMs = keepMsOf(flags);
  if (keepMs === 0 || flags.quiet) return;
  io.err.write(`${keepingLine(keepMs, lookFor(io.err, flags, io.variables))}\n`);
}

function keepMsOf({ liveKeep }: RunFlags): number {
  return liveKeep === undefined ? 0 : parseDuration(liveKeep, '--live-keep', { mayBeZero: true });
}
