import { decodeSamples } from '../message/binary-samples.js';
import type { ServerMessage } from '../message/server-message.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Returns the message in a frame; null for a type that is not known, which is to be ignored. Checks what
 * the client itself goes by, by hand, since the page has no room for the schemas.
 * @throws {Error} when the frame holds no message of this protocol
 */
export function readMessage(data: unknown): ServerMessage | null {
  if (data instanceof ArrayBuffer) {
    const { event, seq } = decodeSamples(new Uint8Array(data));
    return { ch: `s/${event.benchmark}`, seq, ...event };
  }
  if (typeof data !== 'string') throw new TypeError('expected a text or binary frame');
  const value: unknown = JSON.parse(data);
  if (!isFields(value) || typeof value.type !== 'string') {
    throw new TypeError('expected an object with a type');
  }
  const isRight = isRightFor(value);
  if (isRight === null) return null;
  if (!isRight) throw new TypeError(`expected a message of type ${value.type}, found other fields`);
  return value as unknown as ServerMessage;
}

/** Returns whether the fields are those of the type; null where nothing says which those are. */
function isRightFor(message: Fields): boolean | null {
  switch (message.type) {
    case 'hello':
      return isText(message.watcher) && isCount(message.heartbeatMs) && isFields(message.limits);
    case 'subscribed':
      return isText(message.epoch) && typeof message.resumed === 'boolean';
    case 'snapshot':
      return isSnapshot(message);
    case 'heartbeat':
      return isCount(message.beat) && arePositions(message.at);
    case 'gap':
      return isText(message.ch) && isCount(message.from) && isCount(message.to);
    case 'error':
      return true;
    default:
      return 'ch' in message ? isText(message.ch) && isCount(message.seq) : null;
  }
}

function isSnapshot({ epoch, at, missed, events, samples }: Fields): boolean {
  const isWhole = isText(epoch) && arePositions(at) && (missed === null || isFields(missed));
  return isWhole && Array.isArray(events) && events.every(isFields) && Array.isArray(samples);
}

function arePositions(value: unknown): boolean {
  return isFields(value) && Object.values(value).every(isCount);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
