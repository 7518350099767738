import { setTimeout as sleep } from 'node:timers/promises';
import { parseDuration, parsePublicUrl, readGivenFile } from '@perf-suite/command-line';
import { type ExitCode, PerfError } from '@perf-suite/schema';
import { bodyOf, linesOf } from '../grafana/line-protocol.js';
import { type LivePushOptions, pushLive } from '../grafana/live-push.js';
import { WatchedRun } from '../watch/watched-run.js';
import { parseStreamUrl } from './flag-values.js';
import { FollowedStream } from './followed-stream.js';
import type { CommandIo } from './io.js';
import { exitCodeOf } from './until-end.js';

export interface GrafanaFlags {
  readonly grafana: string;
  readonly stream: string;
  readonly interval: string;
  readonly tokenFile?: string;
  readonly giveUpAfter: string;
  readonly quiet?: boolean;
}

/** Pushes a run to Grafana Live until it ends. @throws {PerfError} when Grafana refuses it */
export async function grafana(url: string, flags: GrafanaFlags, io: CommandIo): Promise<ExitCode> {
  const address = parseStreamUrl(url);
  const intervalMs = parseDuration(flags.interval, '--interval');
  const { origin, basePath } = parsePublicUrl(flags.grafana, '--grafana');
  const target = {
    grafana: `${origin}${basePath}`,
    stream: parseStream(flags.stream),
    token: await tokenOf(flags, io),
  };
  const run = new WatchedRun();
  const stream = new FollowedStream(address, {
    from: 'start',
    // Single samples are not for Grafana; their number is.
    mode: 'summary',
    giveUpAfterMs: parseDuration(flags.giveUpAfter, '--give-up-after'),
    onSnapshot: (snapshot) => {
      for (const event of snapshot.events) run.apply(event);
    },
    onMessage: (message) => run.apply(message),
    onGap: (gap) => run.miss(gap),
  });
  const ended = new AbortController();
  const ending = stream.end(io.stop).finally(() => ended.abort());
  // Where pushing fails first, nobody waits for it.
  ending.catch(() => undefined);
  const push = changesPusher(run, { ...target, stop: io.stop });
  if (flags.quiet !== true) {
    io.err(`perf-stream: pushing to the channels stream/${target.stream}/perf_run and perf_benchmark\n`);
  }
  let failing = false;
  const pushOrSay = async (): Promise<void> => {
    try {
      await push();
      failing = false;
    } catch (error) {
      if (io.stop.aborted) return;
      if (!(error instanceof PerfError) || error.code !== 'unreachable') throw error;
      if (!failing) io.err(`perf-stream: ${error.message}; trying again\n`);
      failing = true;
    }
  };
  try {
    while (!ended.signal.aborted) {
      await pushOrSay();
      await sleep(intervalMs, undefined, { signal: ended.signal }).catch(() => undefined);
    }
    await pushOrSay();
  } finally {
    stream.leave();
  }
  return exitCodeOf(await ending, io);
}

/** Returns a function that sends what has changed since it last sent something. */
function changesPusher(run: WatchedRun, options: LivePushOptions): () => Promise<void> {
  const sent = new Map<string, string>();
  return async () => {
    const changed = linesOf(run).filter(({ of, fields }) => sent.get(of) !== fields);
    if (changed.length === 0) return;
    await pushLive(bodyOf(changed), options);
    for (const { of, fields } of changed) sent.set(of, fields);
  };
}

/** @throws {PerfError} `bad-usage` for what is no part of a channel's name */
function parseStream(text: string): string {
  if (/^[\w-]{1,64}$/.test(text)) return text;
  throw new PerfError(
    'bad-usage',
    `--stream: expected letters, digits, - and _, found ${JSON.stringify(text)}`,
  );
}

async function tokenOf({ tokenFile }: GrafanaFlags, { environment }: CommandIo): Promise<string | null> {
  const token =
    tokenFile === undefined
      ? (environment.PERF_GRAFANA_TOKEN ?? '')
      : (await readGivenFile(tokenFile, '--token-file')).trim();
  if (token === '') return null;
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new PerfError(
    'bad-usage',
    'expected the token of a Grafana service account: one word of printable ASCII',
  );
}
