import { parseDuration, printable } from '@perf-suite/command-line';
import { styleFor } from '@perf-suite/command-line/terminal';
import type { ExitCode, LiveEvent } from '@perf-suite/schema';
import type { WatcherStatus, WatchOptions } from '../client/watch-options.js';
import { eventLine } from '../watch/event-line.js';
import { runTable } from '../watch/run-table.js';
import { WatchedRun } from '../watch/watched-run.js';
import { parseStreamUrl } from './flag-values.js';
import { FollowedStream } from './followed-stream.js';
import type { CommandIo, Terminal } from './io.js';
import { untilEnd } from './until-end.js';

export interface WatchFlags {
  readonly bench?: string;
  readonly format: 'text' | 'json';
  readonly summary?: boolean;
  readonly from: 'start' | 'now';
  readonly giveUpAfter: string;
  /** False with --no-color. */
  readonly color: boolean;
  readonly ascii?: boolean;
  readonly quiet?: boolean;
}

/** At most ten frames a second: more only costs the machine that is being measured. */
const FRAME_MS = 100;

/** Shows a run until its end. */
export async function watch(url: string, flags: WatchFlags, io: CommandIo): Promise<ExitCode> {
  const address = parseStreamUrl(url);
  const options: WatchOptions = {
    from: flags.from,
    giveUpAfterMs: parseDuration(flags.giveUpAfter, '--give-up-after'),
    ...(flags.bench === undefined ? {} : { bench: flags.bench }),
    ...(flags.summary === true ? { mode: 'summary' as const } : {}),
  };
  if (flags.format === 'json') return untilEnd(passThrough(address, options, io), io);
  const run = new WatchedRun();
  const { terminal } = io;
  if (terminal === null) return untilEnd(plainLines(address, { run, flags, options }, io), io);
  const shown = drawTable(address, { run, flags, options }, terminal, io.environment);
  try {
    return await untilEnd(shown.stream, io);
  } finally {
    shown.stop();
  }
}

function passThrough(url: string, options: WatchOptions, io: CommandIo): FollowedStream {
  const write = (message: object): void => io.out(`${JSON.stringify(message)}\n`);
  return new FollowedStream(url, { ...options, onSnapshot: write, onMessage: write, onGap: write });
}

interface Watching {
  readonly run: WatchedRun;
  readonly flags: WatchFlags;
  readonly options: WatchOptions;
}

function plainLines(url: string, { run, flags, options }: Watching, io: CommandIo): FollowedStream {
  const style = { unicode: flags.ascii !== true };
  const shownWhenQuiet = new Set(['verdict', 'warning', 'run-finished']);
  const take = (event: LiveEvent): void => {
    run.apply(event);
    if (flags.quiet === true && !shownWhenQuiet.has(event.type)) return;
    const line = eventLine(event, run, style);
    if (line !== null) io.out(`${line}\n`);
  };
  return new FollowedStream(url, {
    ...options,
    onSnapshot: (snapshot) => snapshot.events.forEach(take),
    onMessage: take,
    onGap: (gap) => run.miss(gap),
    onStatus: (status) => {
      if (status.state === 'waiting') io.err(`perf-stream: ${printable(connectionText(status))}\n`);
    },
  });
}

function drawTable(
  url: string,
  { run, flags, options }: Watching,
  terminal: Terminal,
  variables: CommandIo['environment'],
): { stream: FollowedStream; stop: () => void } {
  let connection = 'connecting';
  const style = styleFor({ columns: terminal.columns, isTTY: true }, flags, variables);
  const draw = (): void => {
    const { columns, rows } = terminal;
    terminal.draw(runTable(run, connection, { ...style, columns, rows }));
  };
  const stream = new FollowedStream(url, {
    ...options,
    onSnapshot: (snapshot) => {
      for (const event of snapshot.events) run.apply(event);
    },
    onMessage: (message) => run.apply(message),
    onGap: (gap) => run.miss(gap),
    onStatus: (status) => {
      connection = connectionText(status);
    },
  });
  const timer = setInterval(() => stream.guard(draw), FRAME_MS);
  return {
    stream,
    stop: () => {
      clearInterval(timer);
      stream.guard(draw);
      terminal.keep();
    },
  };
}

function connectionText(status: WatcherStatus): string {
  switch (status.state) {
    case 'connecting':
      return 'connecting';
    case 'live':
      return 'live';
    case 'waiting':
      return `${status.reason}; trying again in ${(status.retryInMs / 1000).toFixed(1)} s`;
    case 'ended':
      return status.complete ? 'complete' : status.reason;
  }
}
