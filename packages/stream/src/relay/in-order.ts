import { StreamCursor } from '../client/stream-cursor.js';
import type { GapMessage, LiveMessage, SnapshotMessage } from '../message/server-message.js';
import type { RelayedMessage } from '../server/hub-driver.js';
import type { SharedRecord } from './shared-log.js';

/**
 * Yields the messages of a shared log as one stream, and ends with the run: what is in it twice comes
 * once, what a feeder of an earlier run still says not at all, and for what the log no longer keeps
 * there is a gap.
 */
export async function* inOrder(
  records: AsyncIterable<SharedRecord>,
): AsyncGenerator<RelayedMessage, 'complete' | 'stopped', undefined> {
  const cursor = new StreamCursor(null);
  for await (const { epoch, message } of records) {
    const current = cursor.resume?.epoch ?? null;
    if (message?.type === 'snapshot') {
      // A feeder that was started again sends from the start again: that is nothing new.
      if (epoch === current && message.missed === null) continue;
      cursor.reset(epoch, message.at);
      yield message;
      continue;
    }
    if (current === null) {
      // The log's beginning is gone, and with it the snapshot that a stream begins with.
      const start = stateless(epoch, {}, null);
      cursor.reset(epoch, start.at);
      yield start;
    } else if (epoch !== current) continue;
    if (message === null) return 'complete';
    const bridge = bridgeTo(message, cursor, epoch);
    if (bridge !== null) yield bridge;
    if (cursor.accept(message) === 'new') yield message;
  }
  return 'stopped';
}

/** Returns what announces the messages missing before this one, and moves the cursor; null when none is. */
function bridgeTo(
  message: LiveMessage | GapMessage,
  cursor: StreamCursor,
  epoch: string,
): GapMessage | SnapshotMessage | null {
  const { ch } = message;
  const at = cursor.resume?.at ?? {};
  const from = (at[ch] ?? 0) + 1;
  const to = (message.type === 'gap' ? message.from : message.seq) - 1;
  if (to < from) return null;
  cursor.reset(epoch, { ...at, [ch]: to });
  if (ch === 'run') return stateless(epoch, { ...at, run: to }, { from, to });
  return { type: 'gap', ch, from, to, sampleCount: null, reason: 'history', head: null, base: null };
}

/** The state is not known: what comes later brings it again. */
function stateless(
  epoch: string,
  at: SnapshotMessage['at'],
  missed: SnapshotMessage['missed'],
): SnapshotMessage {
  return { type: 'snapshot', epoch, at, missed, events: [], samples: [] };
}
