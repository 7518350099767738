import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { styleFor } from '@perf-suite/command-line/terminal';
import { generatorWarnings, isThisMachine, type LoadFacts, LoadThread } from '@perf-suite/load';
import { EXIT_CODES, type ExitCode, PerfError, type Warning } from '@perf-suite/schema';
import type { CommandIo } from '../command-io.js';
import { readWatchers } from '../commands/run-session.js';
import { keepServing, startLive } from '../live/serve-live.js';
import { listenForStop, type StopSignals } from '../processes/stop-signals.js';
import { conclude, exitCodeOf } from '../results/conclude.js';
import { EventLog } from '../results/event-log.js';
import { runFinished, runStarted } from '../results/run-events.js';
import { RunRecorder } from '../results/run-recorder.js';
import { saveBrokenOff } from '../results/save-broken-off.js';
import { displayModeOf } from '../terminal/display-mode.js';
import { ProgressDisplay } from '../terminal/progress-display.js';
import { expectAnswer } from './first-answer.js';
import { type CheckedLimit, checkLimits } from './load-limits.js';
import { loadProgressLines } from './load-progress.js';
import { LoadRounds } from './load-rounds.js';
import { type LoadFlags, type PreparedLoad, prepareLoad } from './prepare-load.js';
import { showLoad } from './show-load.js';

/** What the first Ctrl-C is answered with. */
const ON_STOP = {
  preparing: 'Stopping; nothing was measured yet.',
  measuring: 'Stopping; what was measured will be saved.',
  serving: null,
};

interface LoadSession {
  readonly flags: LoadFlags;
  readonly io: CommandIo;
  readonly display: ProgressDisplay;
  readonly stop: StopSignals;
  readonly watchers: Awaited<ReturnType<typeof readWatchers>>;
  phase: keyof typeof ON_STOP;
}

/** The rounds so far, for the display that was made before them. */
interface Shown {
  rounds: LoadRounds | null;
}

/**
 * Sends load to a service, saves and shows what was measured; returns the exit code.
 * @throws {PerfError} for whatever keeps it from starting; `unreachable` without a first answer
 */
export async function runLoad(url: string, flags: LoadFlags, io: CommandIo): Promise<ExitCode> {
  const watchers = await readWatchers(flags, io);
  const prepared = await prepareLoad(url, flags, { ...io, root: resolve(io.cwd, flags.cwd ?? '.') });
  const shown: Shown = { rounds: null };
  const display = displayOf(prepared, shown, { flags, io });
  const stop = listenForStop(process, () => {
    const answer = ON_STOP[session.phase];
    if (answer !== null) display.writeWords(answer);
  });
  const session: LoadSession = { flags, io, display, stop, watchers, phase: 'preparing' };
  const thread = new LoadThread(prepared.generator);
  try {
    return await measureAndShow(thread, prepared, session, shown);
  } finally {
    display.close();
    stop.close();
    await thread.close();
  }
}

function displayOf(
  { settings, plan }: PreparedLoad,
  shown: Shown,
  { flags, io }: Pick<LoadSession, 'flags' | 'io'>,
): ProgressDisplay {
  const names = plan.benchmarks.map(({ name }) => name);
  return new ProgressDisplay({
    stream: io.err,
    style: styleFor(io.err, flags, io.variables),
    mode: displayModeOf(io.err, flags, io.variables),
    verbose: flags.verbose === true,
    nowMs: () => performance.now(),
    lines: (state, style) => {
      const totals = shown.rounds?.totals ?? [];
      const { timeMs } = settings;
      return loadProgressLines({ totals, names, timeMs, elapsedMs: state.elapsedMs }, style);
    },
  });
}

async function measureAndShow(
  thread: LoadThread,
  prepared: PreparedLoad,
  session: LoadSession,
  shown: Shown,
): Promise<ExitCode> {
  await warmUp(thread, prepared, session);
  const { flags, io, display, stop } = session;
  const live =
    flags.live === true ? await startLive({ ...prepared, settings: prepared.shared }, session) : null;
  try {
    session.phase = 'measuring';
    const recorder = new RunRecorder(prepared.header, prepared.plan);
    const sinks = [display.show.bind(display), ...(live === null ? [] : [live.publish])];
    const events = new EventLog(sinks, () => performance.now());
    const facts = await measure({ thread, prepared, session, shown, recorder, events });
    const outcome = await conclude(recorder, {
      prepared: { path: prepared.path, baselines: [] },
      end: stop.afterSlice.aborted ? 'interrupted' : 'done',
      finishedAt: new Date(),
      fallbackFolder: tmpdir(),
    });
    const limits = checkLimits(prepared.settings.limits, facts.rounds.all);
    const exitCode = withLimits(exitCodeOf(outcome), limits);
    events.emit(runFinished(outcome, exitCode));
    display.close();
    const { totals, all } = facts.rounds;
    const result = { run: outcome.run, totals, all, elapsedMs: facts.elapsedNs / 1e6 };
    showLoad(result, { outcome, exitCode, facts, limits, flags, io });
    return exitCode;
  } finally {
    await keepServing(live, session);
  }
}

/** What went wrong otherwise counts more than a limit. */
function withLimits(exitCode: ExitCode, limits: readonly CheckedLimit[]): ExitCode {
  const isKept = limits.every(({ kept }) => kept);
  return exitCode === EXIT_CODES.done && !isKept ? EXIT_CODES.overBudget : exitCode;
}

/** @throws {PerfError} `unreachable` without a first answer; `interrupted` */
async function warmUp(
  thread: LoadThread,
  { target, settings, header }: PreparedLoad,
  { display, stop }: LoadSession,
): Promise<void> {
  await expectAnswer(thread, { origin: target.origin, signal: stop.afterSlice });
  if (settings.warmupMs > 0 && !stop.afterSlice.aborted) {
    display.step('Warming up');
    await thread.run({
      model: settings.model,
      timeMs: settings.warmupMs,
      seed: header.seed + 1,
      signal: stop.afterSlice,
      onOutcomes: () => undefined,
    });
  }
  if (stop.afterSlice.aborted) throw new PerfError('interrupted', 'Interrupted before anything was measured');
}

interface MeasureParts {
  readonly thread: LoadThread;
  readonly prepared: PreparedLoad;
  readonly session: LoadSession;
  readonly shown: Shown;
  readonly recorder: RunRecorder;
  readonly events: EventLog;
}

/**
 * Measures; all results and warnings are in the recorder.
 * @throws what the load generator throws, once what was measured before is saved
 */
async function measure(parts: MeasureParts): Promise<LoadFacts & { readonly rounds: LoadRounds }> {
  const { thread, prepared, session, shown, recorder, events } = parts;
  const { scenario, windows, settings, header } = prepared;
  const { sampleCap } = header.settings;
  const rounds = new LoadRounds({ scenario, windows, sampleCap, recorder, events });
  shown.rounds = rounds;
  const started = { header, settings: prepared.shared, baselines: [] };
  events.emit(runStarted(started, windows.count, recorder));
  try {
    const facts = await thread.run({
      model: settings.model,
      timeMs: settings.timeMs,
      seed: header.seed,
      signal: session.stop.afterSlice,
      onOutcomes: (outcomes) => rounds.add(outcomes),
    });
    rounds.finish(facts.elapsedNs / 1e6);
    for (const warning of await warningsOf(facts, rounds, prepared)) {
      recorder.warn(warning);
      events.emit({ type: 'warning', benchmark: null, warning });
    }
    return { ...facts, rounds };
  } catch (cause) {
    const saved = await saveBrokenOff(recorder, prepared, { cause, fallbackFolder: tmpdir() });
    if (saved !== null) session.io.err.write(`What was measured is saved as a partial run: ${saved.path}\n`);
    throw cause;
  }
}

async function warningsOf(
  { generator, cancelledCount }: LoadFacts,
  rounds: LoadRounds,
  { target, header }: PreparedLoad,
): Promise<Warning[]> {
  const cancelled = {
    code: 'cancelled',
    message: `${cancelledCount} requests were still under way when the load was stopped, and are not counted`,
  };
  return [
    ...(cancelledCount > 0 ? [cancelled] : []),
    ...generatorWarnings({
      use: generator,
      latency: rounds.all.latency,
      isBenchmark: false,
      sharesMachine: await isThisMachine(target.hostname),
      coreCount: header.environment.cpu.availableCores,
    }),
  ];
}
