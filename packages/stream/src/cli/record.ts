import { parseDuration } from '@perf-suite/command-line';
import { EXIT_CODES, type ExitCode } from '@perf-suite/schema';
import { createRecording } from '../recording/recording-file.js';
import type { RelayedMessage } from '../server/hub-driver.js';
import { parseStreamUrl } from './flag-values.js';
import { FollowedStream } from './followed-stream.js';
import type { CommandIo } from './io.js';
import { exitCodeOf } from './until-end.js';

export interface RecordFlags {
  readonly force?: boolean;
  readonly giveUpAfter: string;
  readonly quiet?: boolean;
}

/** Writes a stream to a file until its run ends. */
export async function record(
  url: string,
  path: string,
  flags: RecordFlags,
  io: CommandIo,
): Promise<ExitCode> {
  const address = parseStreamUrl(url);
  const giveUpAfterMs = parseDuration(flags.giveUpAfter, '--give-up-after');
  const createdAt = new Date().toISOString();
  const recording = await createRecording(path, { force: flags.force === true, createdAt });
  let startMs: number | null = null;
  let messageCount = 0;
  let missedCount = 0;
  const write = (message: RelayedMessage): void => {
    const nowMs = io.nowMs();
    startMs ??= nowMs;
    recording.write({ atMs: Math.round((nowMs - startMs) * 10) / 10, message });
    messageCount += 1;
    if (message.type === 'gap') missedCount += message.sampleCount ?? 0;
  };
  const stream = new FollowedStream(address, {
    from: 'start',
    giveUpAfterMs,
    onSnapshot: write,
    onMessage: write,
    onGap: write,
  });
  const end = await stream.end(AbortSignal.any([io.stop, recording.broken]));
  await (messageCount === 0 ? recording.discard() : recording.close());
  const code = exitCodeOf(end, io);
  if (messageCount === 0) {
    io.err(`perf-stream: no message arrived, so nothing is written to ${path}\n`);
    return code;
  }
  if (flags.quiet !== true || missedCount > 0) {
    const missed = missedCount === 0 ? '' : `, ${missedCount} samples missed`;
    io.err(`perf-stream: ${messageCount} messages written to ${path}${missed}\n`);
  }
  // A recording that somebody stops is one all the same.
  return code === EXIT_CODES.interrupted ? EXIT_CODES.done : code;
}
