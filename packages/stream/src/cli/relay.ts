import { parseDuration, printable } from '@perf-suite/command-line';
import { EXIT_CODES, type ExitCode, PerfError } from '@perf-suite/schema';
import { watchLive } from '../client/node.js';
import { inOrder } from '../relay/in-order.js';
import { LogFeeder } from '../relay/log-feeder.js';
import type { SharedLog } from '../relay/shared-log.js';
import type { RelayedMessage } from '../server/hub-driver.js';
import { epochOf, newHub, type ServedHub, serveHub } from '../server/start-live-stream.js';
import { type Listening, type ListeningFlags, parseListening, parseStreamUrl } from './flag-values.js';
import type { CommandIo } from './io.js';
import { printAddresses } from './print-addresses.js';
import { endOf, exitCodeOf } from './until-end.js';

export interface RelayFlags extends ListeningFlags {
  readonly via?: string;
  readonly keep: string;
  readonly giveUpAfter: string;
}

/** Serves a stream on, with the numbers it has. */
export async function relay(upstream: string | null, flags: RelayFlags, io: CommandIo): Promise<ExitCode> {
  if (upstream === null && flags.via === undefined) {
    throw new PerfError('bad-usage', 'relay: expected the address of a stream, or --via, found neither', {
      hint: 'Give the address that `perf-suite run --live` prints, in quotes.',
    });
  }
  const address = upstream === null ? null : parseStreamUrl(upstream);
  const giveUpAfterMs = parseDuration(flags.giveUpAfter, '--give-up-after');
  const listening = await parseListening(flags, io);
  const downstream = new Downstream(
    { ...listening, keepMs: parseDuration(flags.keep, '--keep', { mayBeZero: true }) },
    flags,
    io,
  );
  const log = flags.via === undefined ? null : await openLog(flags.via);
  try {
    const code =
      address === null
        ? await followLog(log as SharedLog, downstream, io)
        : await followStream({ address, giveUpAfterMs, log, downstream }, io);
    await downstream.end(code === EXIT_CODES.done);
    return code;
  } catch (error) {
    await downstream.end(false);
    throw error;
  } finally {
    await log?.close();
  }
}

async function openLog(via: string): Promise<SharedLog> {
  const { openSharedLog } = await import('../relay/open-shared-log.js');
  return openSharedLog(via);
}

/** What is served. It listens from the first message on, so that nobody finds it empty. */
class Downstream {
  readonly #options: Listening & { readonly keepMs: number };
  readonly #flags: RelayFlags;
  readonly #io: CommandIo;
  #served: Promise<ServedHub | null> | null = null;
  readonly #broken = new AbortController();
  #waiting: RelayedMessage[] = [];
  #ready: ServedHub | null = null;

  constructor(options: Listening & { readonly keepMs: number }, flags: RelayFlags, io: CommandIo) {
    this.#options = options;
    this.#flags = flags;
    this.#io = io;
  }

  take(message: RelayedMessage): void {
    if (this.#ready !== null) {
      this.#ready.driver.relay(message);
      return;
    }
    this.#waiting.push(message);
    this.#served ??= this.#serve().catch((cause: unknown) => {
      this.#broken.abort(cause);
      return null;
    });
  }

  /** Aborted, with what is wrong, when it cannot listen: then there is nothing to go on for. */
  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  async end(complete: boolean): Promise<void> {
    const served = await this.#served;
    if (served === null) return;
    if (complete) await served.finish(this.#io.stop);
    else await served.goAway();
  }

  async #serve(): Promise<ServedHub> {
    const served = await serveHub(newHub(epochOf(this.#waiting[0]), {}), this.#options);
    for (const message of this.#waiting) served.driver.relay(message);
    this.#waiting = [];
    this.#ready = served;
    printAddresses(served.addresses, this.#flags, this.#io);
    return served;
  }
}

async function followStream(
  from: { address: string; giveUpAfterMs: number; log: SharedLog | null; downstream: Downstream },
  io: CommandIo,
): Promise<ExitCode> {
  const { address, giveUpAfterMs, log, downstream } = from;
  const feeder = log === null ? null : new LogFeeder(log, () => watcher.close());
  const take = (message: RelayedMessage): void => {
    if (feeder === null) downstream.take(message);
    else feeder.take(message, () => downstream.take(message));
  };
  const watcher = watchLive(address, {
    from: 'start',
    giveUpAfterMs,
    onSnapshot: take,
    onMessage: take,
    onGap: take,
    onStatus: (status) => {
      if (status.state === 'waiting')
        io.err(`perf-stream: upstream: ${printable(status.reason)}; trying again\n`);
    },
  });
  const end = await endOf(watcher, AbortSignal.any([io.stop, downstream.broken]));
  downstream.broken.throwIfAborted();
  await feeder?.end({ complete: end.complete }).catch((cause: unknown) => {
    throw logFailed('take', cause);
  });
  return exitCodeOf(end, io);
}

async function followLog(log: SharedLog, downstream: Downstream, io: CommandIo): Promise<ExitCode> {
  const stop = AbortSignal.any([io.stop, downstream.broken]);
  const messages = inOrder(log.read(stop));
  for (;;) {
    const next = await messages.next().catch((cause: unknown) => {
      throw logFailed('give', cause);
    });
    downstream.broken.throwIfAborted();
    if (next.done !== true) downstream.take(next.value);
    else if (next.value === 'complete') return EXIT_CODES.done;
    else if (io.stop.aborted) return EXIT_CODES.interrupted;
    else throw logFailed('give', 'its end');
  }
}

function logFailed(toDo: 'take' | 'give', cause: unknown): PerfError {
  const found = cause instanceof Error ? cause.message : String(cause);
  return new PerfError('setup-failed', `--via: expected the shared log to ${toDo} the run, found: ${found}`, {
    hint: 'Start the server again, then the relay: it begins with what is missing there.',
    cause,
  });
}
