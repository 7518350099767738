import { StreamCursor } from '../client/stream-cursor.js';
import type { GapMessage, LiveMessage } from '../message/server-message.js';
import type { SharedRecord } from './shared-log.js';

/**
 * Yields the records of a shared log as one stream: what is in it twice once, and a gap for what the
 * log no longer keeps. A log may hold several runs after each other; the end of an earlier one is no end.
 */
export async function* inOrder(
  records: AsyncIterable<SharedRecord>,
): AsyncGenerator<SharedRecord, void, undefined> {
  const cursor = new StreamCursor(null);
  for await (const record of records) {
    if (record.type === 'snapshot') {
      // A feeder that was started again tells from the start again: that is nothing new.
      const known = cursor.resume;
      if (known?.epoch === record.epoch && record.missed === null) continue;
      cursor.reset(record.epoch, record.at);
      yield record;
    } else if (record.type === 'end') {
      if (record.epoch === cursor.resume?.epoch) yield record;
    } else {
      const gap = gapBefore(record, cursor);
      if (gap !== null) {
        cursor.accept(gap);
        yield gap;
      }
      if (cursor.accept(record) === 'new') yield record;
    }
  }
}

function gapBefore(record: LiveMessage | GapMessage, cursor: StreamCursor): GapMessage | null {
  const { ch } = record;
  const from = (cursor.resume?.at[ch] ?? 0) + 1;
  const first = record.type === 'gap' ? record.from : record.seq;
  if (first <= from) return null;
  return {
    type: 'gap',
    ch,
    from,
    to: first - 1,
    sampleCount: null,
    reason: 'history',
    head: null,
    base: null,
  };
}
