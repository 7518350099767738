import type { HistoryPoint } from '../../model/history-run.js';

/** Points a row: one benchmark's history of 5,000 runs is 79 rows, and adding to it rewrites 12 KB at most. */
export const CHUNK_SIZE = 64;

/** What a packed point holds; the rest is in its run. */
export interface PackedPoint extends Pick<HistoryPoint, 'p50' | 'p95' | 'roundP50' | 'roundP95' | 'spread'> {
  readonly runSeq: number;
  /** Which of the run's fingerprints is that of the machine. */
  readonly fingerprintIndex: number;
}

const HEAD_LENGTH = 7;

/**
 * Packs a point into little-endian doubles: run, fingerprint, p50, p95, spread (NaN where null), the number of
 * values of roundP50 and of roundP95, then these. Packed points can be put one behind the other.
 */
export function packPoint(point: PackedPoint): Buffer {
  const { runSeq, fingerprintIndex, p50, p95, spread, roundP50, roundP95 } = point;
  const values = [
    runSeq,
    fingerprintIndex,
    p50,
    p95 ?? Number.NaN,
    spread ?? Number.NaN,
    roundP50.length,
    roundP95.length,
    ...roundP50,
    ...roundP95,
  ];
  const bytes = Buffer.allocUnsafe(values.length * 8);
  values.forEach((value, i) => {
    bytes.writeDoubleLE(value, i * 8);
  });
  return bytes;
}

/** Returns the points of a chunk. @throws {RangeError} when the bytes are no chunk */
export function unpackPoints(data: Uint8Array): PackedPoint[] {
  if (data.length % 8 !== 0) throw new RangeError(`expected doubles, found ${data.length} bytes`);
  // A copy, as doubles must be aligned. On all platforms of the drivers, doubles in memory are little-endian.
  const values = new Float64Array(new Uint8Array(data).buffer);
  const valueCount = values.length;
  const points: PackedPoint[] = [];
  for (let at = 0; at < valueCount; ) {
    const left = valueCount - at - HEAD_LENGTH;
    const p50Count = left < 0 ? Number.NaN : (values[at + 5] as number);
    const p95Count = left < 0 ? Number.NaN : (values[at + 6] as number);
    if (!(p50Count >= 0 && p95Count >= 0 && p50Count + p95Count <= left)) {
      throw new RangeError(`expected a whole point at value ${at}, found ${valueCount} values`);
    }
    const roundsAt = at + HEAD_LENGTH;
    points.push({
      runSeq: values[at] as number,
      fingerprintIndex: values[at + 1] as number,
      p50: values[at + 2] as number,
      p95: numberOrNull(values[at + 3] as number),
      spread: numberOrNull(values[at + 4] as number),
      roundP50: copied(values, roundsAt, p50Count),
      roundP95: copied(values, roundsAt + p50Count, p95Count),
    });
    at = roundsAt + p50Count + p95Count;
  }
  return points;
}

/** Returns some of the values: a loop takes a fraction of what `Array.from` takes, which is most of reading a history. */
function copied(values: Float64Array, start: number, count: number): number[] {
  const copy = new Array<number>(count);
  for (let i = 0; i < count; i++) copy[i] = values[start + i] as number;
  return copy;
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
