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
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const valueAt = (index: number): number => view.getFloat64(index * 8, true);
  const valuesFrom = (start: number, count: number): number[] =>
    Array.from({ length: count }, (_, i) => valueAt(start + i));
  const valueCount = data.length / 8;
  const points: PackedPoint[] = [];
  for (let at = 0; at < valueCount; ) {
    const left = valueCount - at - HEAD_LENGTH;
    const p50Count = left < 0 ? Number.NaN : valueAt(at + 5);
    const p95Count = left < 0 ? Number.NaN : valueAt(at + 6);
    if (!(p50Count >= 0 && p95Count >= 0 && p50Count + p95Count <= left)) {
      throw new RangeError(`expected a whole point at value ${at}, found ${valueCount} values`);
    }
    const roundsAt = at + HEAD_LENGTH;
    points.push({
      runSeq: valueAt(at),
      fingerprintIndex: valueAt(at + 1),
      p50: valueAt(at + 2),
      p95: numberOrNull(valueAt(at + 3)),
      spread: numberOrNull(valueAt(at + 4)),
      roundP50: valuesFrom(roundsAt, p50Count),
      roundP95: valuesFrom(roundsAt + p50Count, p95Count),
    });
    at = roundsAt + p50Count + p95Count;
  }
  return points;
}

function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
