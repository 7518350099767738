import type { LiveEventOf } from '@perf-suite/schema';

type SamplesEvent = LiveEventOf<'samples'>;

/** Samples as the binary subprotocol carries them; see PROTOCOL.md, "Binary subprotocol". */
const KIND_SAMPLES = 1;
const RAW = 0;
const COMMON_DENOMINATORS = [1, 10, 100, 1_000, 10_000];
const MAX_UNITS = 2 ** 51;
const MAX_VARINT_BYTES = 8;

/**
 * Returns samples as a binary frame of about 2 bytes a sample, exact.
 * @param batchSize what the samples were divided by, if known: makes them whole numbers again
 */
export function encodeSamples(event: SamplesEvent, seq: number, batchSize: number): Uint8Array {
  const { ns } = event;
  const denominator = exactDenominator(ns, batchSize);
  const bytes = new ByteWriter(64 + ns.length * (denominator === RAW ? 8 : MAX_VARINT_BYTES));
  bytes.byte(KIND_SAMPLES);
  bytes.byte(event.variant === 'base' ? 1 : 0);
  bytes.float(event.t);
  for (const value of [event.benchmark, seq, event.round, event.first, ns.length, denominator])
    bytes.varint(value);
  if (denominator === RAW) for (const value of ns) bytes.float(value);
  else {
    let previous = 0;
    for (const value of ns) {
      const units = Math.round(value * denominator);
      const difference = units - previous;
      bytes.varint(difference >= 0 ? difference * 2 : -difference * 2 - 1);
      previous = units;
    }
  }
  return bytes.written();
}

/**
 * Returns the samples event and seq of a binary frame.
 * @throws {RangeError} when the frame is not one
 */
export function decodeSamples(frame: Uint8Array): { readonly event: SamplesEvent; readonly seq: number } {
  const bytes = new ByteReader(frame);
  const kind = bytes.byte();
  if (kind !== KIND_SAMPLES) throw new RangeError(`binary frame: expected kind 1, found ${kind}`);
  const variant = bytes.byte() === 1 ? 'base' : 'head';
  const t = bytes.float();
  const benchmark = bytes.varint();
  const seq = bytes.varint();
  const round = bytes.varint();
  const first = bytes.varint();
  const count = bytes.varint();
  const denominator = bytes.varint();
  if (count > frame.length) throw new RangeError(`binary frame: ${count} samples in ${frame.length} bytes`);
  const ns = new Array<number>(count);
  let units = 0;
  for (let index = 0; index < count; index++) {
    if (denominator === RAW) ns[index] = bytes.float();
    else {
      const value = bytes.varint();
      units += value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      ns[index] = units / denominator;
    }
  }
  return { event: { type: 'samples', t, benchmark, round, variant, first, ns }, seq };
}

/** Returns what to multiply with to get whole numbers that lead back to exactly the same doubles; 0 for none. */
function exactDenominator(ns: readonly number[], batchSize: number): number {
  for (const candidate of [batchSize, ...COMMON_DENOMINATORS]) {
    if (ns.every((value) => isExact(value, candidate))) return candidate;
  }
  return RAW;
}

function isExact(value: number, denominator: number): boolean {
  const units = Math.round(value * denominator);
  return units <= MAX_UNITS && units / denominator === value;
}

class ByteWriter {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #length = 0;

  constructor(maxBytes: number) {
    this.#bytes = new Uint8Array(maxBytes);
    this.#view = new DataView(this.#bytes.buffer);
  }

  byte(value: number): void {
    this.#bytes[this.#length++] = value;
  }

  float(value: number): void {
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 128) | 0x80);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  /** A copy, so that the space reserved for the worst case is not kept. */
  written(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}

class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    const value = this.#bytes[this.#offset];
    if (value === undefined) throw new RangeError(`binary frame: ends early, after ${this.#offset} bytes`);
    this.#offset += 1;
    return value;
  }

  float(): number {
    if (this.#offset + 8 > this.#bytes.length) throw new RangeError('binary frame: ends early');
    this.#offset += 8;
    return this.#view.getFloat64(this.#offset - 8, true);
  }

  varint(): number {
    let value = 0;
    let factor = 1;
    for (let index = 0; index < MAX_VARINT_BYTES; index++) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
    throw new RangeError('binary frame: a number is too long');
  }
}
