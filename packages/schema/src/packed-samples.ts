import * as v from 'valibot';
import { bytesFromBase64 } from './bytes-from-base64.js';
import type { DeepReadonly } from './deep-readonly.js';
import { count, nonNegative, text } from './field.js';

/**
 * Batch durations in the order measured, made small: each is a whole number of `scaleNs`, stored as
 * the zigzag varint of its difference to the one before (the first to 0), in base64.
 * Sample i in nanoseconds per iteration is `duration_i / batchSize` of the benchmark.
 */
export const packedSamplesSchema = v.object({
  encoding: v.literal('delta-zigzag-varint-base64'),
  scaleNs: v.pipe(nonNegative, v.gtValue(0), v.maxValue(1e9)),
  /** How many durations are stored. */
  count,
  data: text,
});

export type PackedSamples = DeepReadonly<v.InferOutput<typeof packedSamplesSchema>>;

const MAX_UNITS = 2 ** 51;

/**
 * Packs batch durations (nanoseconds, >= 0) for a run file; `unpackDurations` gives them back to
 * within scaleNs / 2.
 * @throws {RangeError} when a duration is negative, not finite, or too long for the scale
 */
export function packDurations(durationsNs: ArrayLike<number>, scaleNs = 1): PackedSamples {
  const bytes: number[] = [];
  let previous = 0;
  for (let i = 0; i < durationsNs.length; i++) {
    const units = Math.round((durationsNs[i] as number) / scaleNs);
    if (!(units >= 0 && units <= MAX_UNITS)) {
      throw new RangeError(`duration ${i} is ${durationsNs[i]} ns: expected 0 to ${MAX_UNITS * scaleNs}`);
    }
    pushVarint(bytes, zigzag(units - previous));
    previous = units;
  }
  return {
    encoding: 'delta-zigzag-varint-base64',
    scaleNs,
    count: durationsNs.length,
    data: base64FromBytes(Uint8Array.from(bytes)),
  };
}

/**
 * Returns the batch durations in nanoseconds, in the order measured.
 * @param target memory to put them into, at least `count` long; new memory when left out
 * @throws {RangeError} when the data does not hold exactly `count` durations, or `target` is shorter
 */
export function unpackDurations(packed: PackedSamples, target?: Float64Array): Float64Array {
  const bytes = bytesOf(packed);
  if (target !== undefined && target.length < packed.count) {
    throw new RangeError(`expected room for ${packed.count} durations, found it for ${target.length}`);
  }
  const durationsNs = target?.subarray(0, packed.count) ?? new Float64Array(packed.count);
  readDurations(bytes, packed, durationsNs);
  return durationsNs;
}

/** Throws what `unpackDurations` would, and keeps nothing. @throws {RangeError} */
export function checkDurations(packed: PackedSamples): void {
  readDurations(bytesOf(packed), packed, null);
}

function bytesOf({ data, count }: PackedSamples): Uint8Array {
  const bytes = bytesFromBase64(data);
  if (count <= bytes.length) return bytes;
  throw new RangeError(`expected ${count} durations, found at most ${bytes.length}`);
}

function readDurations(
  bytes: Uint8Array,
  { count, scaleNs }: PackedSamples,
  durationsNs: Float64Array | null,
): void {
  let offset = 0;
  let units = 0;
  for (let i = 0; i < count; i++) {
    const first = bytes[offset] as number;
    const second = bytes[offset + 1] as number;
    // Nearly all differences fit into two bytes, for which whole-number arithmetic is much faster.
    if (first < 0x80) {
      units += (first >>> 1) ^ -(first & 1);
      offset += 1;
    } else if (second < 0x80) {
      const value = (first & 0x7f) | (second << 7);
      units += (value >>> 1) ^ -(value & 1);
      offset += 2;
    } else {
      const long = longVarint(bytes, offset);
      if (long === null) throw new RangeError(`durations end early: expected ${count}, found ${i}`);
      const { value, end } = long;
      units += value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      offset = end;
    }
    if (!(units >= 0 && units <= MAX_UNITS)) throw new RangeError(`duration ${i} is out of range`);
    if (durationsNs !== null) durationsNs[i] = units * scaleNs;
  }
  if (offset !== bytes.length) {
    throw new RangeError(`${bytes.length - offset} bytes too many after ${count} durations`);
  }
}

/** Returns the varint that starts at an offset, and the offset after it; null where it does not end. */
function longVarint(bytes: Uint8Array, start: number): { value: number; end: number } | null {
  let value = 0;
  let factor = 1;
  let offset = start;
  let byte = 0x80;
  while (byte >= 0x80) {
    if (offset >= bytes.length || factor > MAX_UNITS) return null;
    byte = bytes[offset++] as number;
    value += (byte & 0x7f) * factor;
    factor *= 128;
  }
  return { value, end: offset };
}

function zigzag(value: number): number {
  return value >= 0 ? value * 2 : -value * 2 - 1;
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 128) | 0x80);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

// btoa exists in browsers and Node alike, so that a page can open a run file too.
function base64FromBytes(bytes: Uint8Array): string {
  let binary = '';
  for (let i = 0; i < bytes.length; i += 0x2000) {
    binary += String.fromCharCode(...bytes.subarray(i, i + 0x2000));
  }
  return btoa(binary);
}
