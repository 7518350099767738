import type { SamplesMessage, WorkerMessage } from './protocol.js';
import type { TurnFrame } from './twin-protocol.js';

/**
 * The bytes on fd 3: each frame is its length (uint32, without these four bytes), a kind, then its body.
 * Numbers are in the machine's own byte order: both ends run on it.
 */

/** Says which benchmark the worker now works on, before it is set up; only the watchdog needs it. */
export interface EnterFrame {
  readonly type: 'enter';
  readonly id: string | null;
}

export type Frame = WorkerMessage | EnterFrame | TurnFrame;

const KIND_JSON = 0;
const KIND_SAMPLES = 1;
const HEADER_BYTES = 5;

interface SamplesHeader {
  readonly id: string;
  readonly count: number;
  readonly paired: boolean;
  readonly usage: SamplesMessage['usage'];
}

export function encodeFrame(frame: Frame): Uint8Array {
  if (frame.type !== 'samples') return withHeader(KIND_JSON, [Buffer.from(JSON.stringify(frame))]);
  const header: SamplesHeader = {
    id: frame.id,
    count: frame.head.length,
    paired: frame.base !== null,
    usage: frame.usage,
  };
  const headerBytes = Buffer.from(JSON.stringify(header));
  const headerLength = Buffer.alloc(4);
  headerLength.writeUInt32LE(headerBytes.length);
  const columns = [frame.head, frame.base, frame.headFirst].filter((column) => column !== null);
  return withHeader(KIND_SAMPLES, [headerLength, headerBytes, ...columns.map(bytesOf)]);
}

/** Puts frames together from the chunks that a pipe delivers. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  /** Returns the frames that are complete now. */
  push(chunk: Buffer): Frame[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const frames: Frame[] = [];
    while (this.#rest.length >= HEADER_BYTES) {
      const end = 4 + this.#rest.readUInt32LE(0);
      if (this.#rest.length < end) break;
      frames.push(decodeBody(this.#rest[4] as number, this.#rest.subarray(HEADER_BYTES, end)));
      this.#rest = this.#rest.subarray(end);
    }
    return frames;
  }
}

function decodeBody(kind: number, body: Buffer): Frame {
  if (kind === KIND_JSON) return JSON.parse(body.toString('utf8')) as Frame;
  const headerEnd = 4 + body.readUInt32LE(0);
  const { id, count, paired, usage } = JSON.parse(body.toString('utf8', 4, headerEnd)) as SamplesHeader;
  const columnBytes = count * Float64Array.BYTES_PER_ELEMENT;
  const head = floatsOf(body, headerEnd, count);
  const base = paired ? floatsOf(body, headerEnd + columnBytes, count) : null;
  const orderStart = headerEnd + 2 * columnBytes;
  const headFirst = paired ? Uint8Array.from(body.subarray(orderStart, orderStart + count)) : null;
  return { type: 'samples', id, head, base, headFirst, usage };
}

/** Copies, because the bytes of a chunk are not aligned to eight. */
function floatsOf(body: Buffer, start: number, count: number): Float64Array {
  const floats = new Float64Array(count);
  bytesOf(floats).set(body.subarray(start, start + count * Float64Array.BYTES_PER_ELEMENT));
  return floats;
}

function bytesOf(column: Float64Array | Uint8Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

function withHeader(kind: number, parts: readonly Uint8Array[]): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(1 + parts.reduce((sum, part) => sum + part.length, 0));
  header[4] = kind;
  return Buffer.concat([header, ...parts]);
}
