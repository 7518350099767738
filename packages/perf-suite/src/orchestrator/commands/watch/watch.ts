import { type ChildProcess, fork } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listed, printable } from '@perf-suite/command-line';
import { styleFor } from '@perf-suite/command-line/terminal';
import { EXIT_CODES, type ExitCode, PerfError } from '@perf-suite/schema';
import type { CommandIo } from '../../command-io.js';
import { displayModeOf } from '../../terminal/display-mode.js';
import type { RunFlags } from '../run-flags.js';
import { SavedFilesWatch } from './saved-files.js';
import { listenForKeys } from './stop-keys.js';
import type { FromRun, ToRun } from './watch-protocol.js';

const RUN_PROGRAM = fileURLToPath(new URL('./watched-run.js', import.meta.url));
/** A run that was dropped ends by itself long before. */
const DROP_LIMIT_MS = 10_000;
const CLEAR = '\u001B[2J\u001B[3J\u001B[H';

/**
 * Measures what differs from the last commit, then, at each save, what the saved files reach, until the user ends it.
 * @throws {PerfError} `bad-usage` for flags that make no sense with it, `not-found`, `setup-failed`
 */
export async function watch(
  files: readonly string[],
  { watch: _, ...flags }: RunFlags,
  io: CommandIo,
): Promise<ExitCode> {
  refuseFlags(flags);
  const folder = resolve(io.cwd, flags.cwd ?? '.');
  const root = await realpath(folder).catch(() => {
    throw new PerfError('not-found', `${folder}: expected a project folder, found nothing`, {
      hint: 'Check the spelling of --cwd.',
    });
  });
  const watching = new Watching(root, { files, flags: { ...flags, cwd: root }, io });
  const saved = await SavedFilesWatch.open(root, (paths) => watching.onSaved(paths));
  const keys = listenForKeys(process.stdin);
  try {
    return await watching.until(keys.asked, saved);
  } finally {
    keys.close();
    await saved.close();
  }
}

function refuseFlags(flags: RunFlags): void {
  if (flags.shard !== undefined)
    throw new PerfError('bad-usage', `--watch: expected no --shard with it, found --shard ${flags.shard}`, {
      hint: 'Each save measures what the saved files reach: leave one of them out.',
    });
  if (flags.live !== true) return;
  throw new PerfError('bad-usage', '--watch: expected no --live with it, found --live', {
    hint: 'Each save starts a run of its own: leave one of them out.',
  });
}

interface Command {
  readonly files: readonly string[];
  readonly flags: RunFlags;
  readonly io: CommandIo;
}

/** What is to be measured, the run under way, and what is known from earlier ones. */
class Watching {
  readonly #root: string;
  readonly #command: Command;
  /** By benchmark file, what it loads and reads. */
  readonly #known = new Map<string, readonly string[]>();
  /** Saved since the last run that came to its end; null means that all is to be measured. */
  #saved: Set<string> | null = null;
  #isEnding = false;
  #run: CurrentRun | null = null;
  #wake: () => void = () => undefined;

  constructor(root: string, command: Command) {
    this.#root = root;
    this.#command = command;
  }

  onSaved(paths: readonly string[]): void {
    for (const path of paths) this.#saved?.add(path);
    this.#announce(paths);
    this.#run?.drop();
    this.#wake();
  }

  /** Runs and waits in turns; returns the exit code once that is over and no process is left. */
  async until(asked: Promise<void>, saved: SavedFilesWatch): Promise<ExitCode> {
    void asked.then(() => {
      this.#isEnding = true;
      this.#run?.drop();
      this.#wake();
    });
    for (let isFirst = true; !this.#isEnding; isFirst = false) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      const end = await this.#measure(saved);
      if (end === null) continue;
      // What is wrong with the command itself no save will mend.
      if (isFirst && end.error === 'bad-usage') return end.exitCode;
      if (end.error === null) this.#saved = new Set();
      this.#say('Waiting for changes. Press q or Ctrl-C to end.');
      await woken;
    }
    return EXIT_CODES.done;
  }

  /** Returns how the run ended; null where it was dropped, or ended without a word. */
  async #measure(saved: SavedFilesWatch): Promise<Extract<FromRun, { type: 'ended' }> | null> {
    const { files, flags, io } = this.#command;
    const run = new CurrentRun((message) => {
      for (const file of message.removed) this.#known.delete(file);
      for (const [file, paths] of message.loads) this.#known.set(file, paths);
      saved.setLoaded(new Set([...this.#known.values()].flat()));
    });
    this.#run = run;
    const end = await run.ended({
      type: 'run',
      files,
      flags,
      cwd: io.cwd,
      commandLine: io.commandLine,
      saved: this.#saved === null ? null : [...this.#saved],
      known: [...this.#known],
    });
    this.#run = null;
    return run.isDropped
      ? null
      : (end ?? { type: 'ended', exitCode: EXIT_CODES.internalError, error: 'internal' });
  }

  #announce(paths: readonly string[]): void {
    const { flags, io } = this.#command;
    const isDrawn = displayModeOf(io.err, flags, io.variables) === 'drawn';
    const names = listed(paths.map((path) => printable(relative(this.#root, path))));
    this.#say(`${isDrawn ? CLEAR : ''}Saved ${names}${this.#run === null ? '' : ': starting again'}`);
  }

  #say(text: string): void {
    const { flags, io } = this.#command;
    if (flags.quiet === true) return;
    const { colors } = styleFor(io.err, flags, io.variables);
    io.err.write(`\n${colors.dim(text)}\n`);
  }
}

/** The process of one run. */
class CurrentRun {
  readonly #child: ChildProcess;
  #end: Extract<FromRun, { type: 'ended' }> | null = null;
  #timer: NodeJS.Timeout | undefined;
  isDropped = false;

  constructor(onLoads: (message: Extract<FromRun, { type: 'loads' }>) => void) {
    this.#child = fork(RUN_PROGRAM, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#child.on('message', (message: FromRun) => {
      if (message.type === 'loads') onLoads(message);
      else this.#end = message;
    });
  }

  ended(job: ToRun): Promise<Extract<FromRun, { type: 'ended' }> | null> {
    this.#send(job);
    return new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', () => {
        clearTimeout(this.#timer);
        resolve(this.#end);
      });
    });
  }

  /** Ends it without a result. */
  drop(): void {
    if (this.isDropped) return;
    this.isDropped = true;
    this.#send({ type: 'drop' });
    this.#timer = setTimeout(() => this.#child.kill('SIGKILL'), DROP_LIMIT_MS);
  }

  #send(message: ToRun): void {
    // One that has just ended takes nothing any more.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }
}
