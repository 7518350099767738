import { OwnUint8Array } from './own-built-ins.js';
import type { SamplesMessage, WorkerMessage } from './protocol.js';
import type { Stage } from './stage-clock.js';
import type { TurnFrame } from './turn-protocol.js';

/**
 * The bytes on fd 3: each frame is its length (uint32, without these four bytes), a kind, then its body.
 * Numbers are in the machine's own byte order: both ends run on it.
 */

/** Says which benchmark the worker now works on, before it is set up; only the watchdog needs it. */
export interface EnterFrame {
  readonly type: 'enter';
  readonly id: string | null;
}

/** Says what the benchmark has come to; only what is said of one that gets stuck needs it. */
export interface StageFrame {
  readonly type: 'stage';
  readonly stage: Stage;
  /** Names of clocks and timers that the user's code has replaced by then. */
  readonly replacedClocks: readonly string[];
}

export type Frame = WorkerMessage | EnterFrame | StageFrame | TurnFrame;

const KIND_JSON = 0;
const KIND_SAMPLES = 1;
const HEADER_BYTES = 5;
/** Node's own: the user's code in a worker may replace it, and samples pass through it. */
const { concat } = Buffer;
/** Far above what a slice of samples or a list of benchmarks takes; a line of text read as a length is above it. */
const MOST_FRAME_BYTES = 64 * 1024 * 1024;

/** 26 days: far above what any benchmark's timeout lets it take, and what a run file can hold. */
export const MOST_DURATION_NS = 2 ** 51;

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

/** What came over the pipe is no frame. */
export class BadFrameError extends Error {
  override readonly name = 'BadFrameError';
}

/** Puts frames together from the chunks that a pipe delivers. */
export class FrameReader {
  readonly #chunks: Buffer[] = [];
  /** Bytes in the chunks, and how many are needed to go on. */
  #length = 0;
  #needed = HEADER_BYTES;

  /**
   * Yields the frames that are complete now.
   * @throws {BadFrameError} after the frames before it; the reader is of no use then
   */
  *push(chunk: Buffer): Generator<Frame, void, void> {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    // Joined only once there is enough: a long frame comes in thousands of chunks.
    while (this.#length >= this.#needed) {
      const bytes = this.#joined();
      const end = 4 + lengthOf(bytes);
      this.#needed = end;
      if (bytes.length < end) continue;
      this.#keep(bytes.subarray(end));
      yield decode(bytes[4] as number, bytes.subarray(HEADER_BYTES, end));
    }
  }

  #joined(): Buffer {
    const bytes = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
    this.#chunks.splice(0, this.#chunks.length, bytes);
    return bytes;
  }

  #keep(rest: Buffer): void {
    this.#chunks.splice(0, this.#chunks.length, rest);
    this.#length = rest.length;
    this.#needed = HEADER_BYTES;
  }
}

function lengthOf(bytes: Buffer): number {
  const length = bytes.readUInt32LE(0);
  if (length < 1 || length > MOST_FRAME_BYTES) throw new BadFrameError(`a frame of ${length} bytes`);
  return length;
}

function decode(kind: number, body: Buffer): Frame {
  try {
    if (kind === KIND_JSON) return decodeJson(body);
    if (kind === KIND_SAMPLES) return decodeSamples(body);
  } catch (cause) {
    throw new BadFrameError('a frame that cannot be read', { cause });
  }
  throw new BadFrameError(`a frame of kind ${kind}`);
}

function decodeJson(body: Buffer): Frame {
  const frame: unknown = JSON.parse(body.toString('utf8'));
  if (typeof frame !== 'object' || frame === null || !('type' in frame))
    throw new TypeError('no message in a frame');
  return frame as Frame;
}

function decodeSamples(body: Buffer): Frame {
  const headerEnd = 4 + body.readUInt32LE(0);
  const { id, count, paired, usage } = JSON.parse(body.toString('utf8', 4, headerEnd)) as SamplesHeader;
  const columnBytes = count * Float64Array.BYTES_PER_ELEMENT;
  if (body.length !== headerEnd + (paired ? 2 * columnBytes + count : columnBytes))
    throw new RangeError('a frame without all its samples');
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
  if (!floats.every((ns) => ns >= 0 && ns <= MOST_DURATION_NS))
    throw new RangeError('a sample that is no duration');
  return floats;
}

function bytesOf(column: Float64Array | Uint8Array): Uint8Array {
  return new OwnUint8Array(column.buffer, column.byteOffset, column.byteLength);
}

function withHeader(kind: number, parts: readonly Uint8Array[]): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(1 + parts.reduce((sum, part) => sum + part.length, 0));
  header[4] = kind;
  return concat([header, ...parts]);
}
