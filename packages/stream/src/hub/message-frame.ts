import { encodeSamples } from '../message/binary-samples.js';
import { liveMessageText } from '../message/json-frame.js';
import { binaryFrame, type Frame, textFrame } from './frame.js';
import type { LogEntry } from './log-entry.js';

/** Returns a message as a text frame. */
export function jsonMessageFrame(entry: LogEntry): Frame {
  const { body } = entry;
  if (body.type === 'gap') throw new RangeError('a gap is sent to each watcher with its own positions');
  return textFrame(liveMessageText(body, entry.channel, entry.seq));
}

/** Returns samples as a binary frame, everything else as text. */
export function binaryMessageFrame(entry: LogEntry, batchSizes: ReadonlyMap<number, number>): Frame {
  const { body, seq } = entry;
  if (body.type !== 'samples') return jsonMessageFrame(entry);
  return binaryFrame(encodeSamples(body, seq, batchSizes.get(body.benchmark) ?? 1));
}
