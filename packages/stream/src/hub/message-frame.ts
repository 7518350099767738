import { encodeSamples } from '../message/binary-samples.js';
import { liveMessageText } from '../message/json-frame.js';
import type { Frame } from './frame-cache.js';
import type { LogEntry } from './log-entry.js';

/** Returns a message as a text frame. */
export function jsonFrame(entry: LogEntry): Frame {
  const { body } = entry;
  if (body.type === 'gap') throw new RangeError('a gap is told to each watcher by its own positions');
  return textFrame(liveMessageText(body, entry.channel, entry.seq));
}

/** Returns samples as a binary frame, everything else as text. */
export function binaryFrame(entry: LogEntry, batchSizes: ReadonlyMap<number, number>): Frame {
  const { body, seq } = entry;
  if (body.type !== 'samples') return jsonFrame(entry);
  const bytes = encodeSamples(body, seq, batchSizes.get(body.benchmark) ?? 1);
  return { data: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), binary: true };
}

export function textFrame(text: string): Frame {
  return { data: Buffer.from(text), binary: false };
}
