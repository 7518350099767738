import { deserialize, serialize } from 'node:v8';
import { sameResult } from './same-result.js';
import type { PackedResult } from './turn-protocol.js';

/** Larger results are not compared: packing them would take longer than many a benchmark. */
const LIMIT_BYTES = 1_000_000;

/** Returns a benchmark's result for the other side to compare; null where that cannot be done. */
export function packResult(result: unknown): PackedResult | null {
  if (result === undefined) return null;
  try {
    const bytes = serialize(result);
    return bytes.length > LIMIT_BYTES ? null : bytes.toString('base64');
  } catch {
    // Functions and the like.
    return null;
  }
}

/** Returns whether two results are known to hold different data. */
export function resultsDiffer(a: PackedResult | null, b: PackedResult | null): boolean {
  if (a === null || b === null || a === b) return false;
  return sameResult(unpack(a), unpack(b)) === false;
}

function unpack(packed: PackedResult): unknown {
  return deserialize(Buffer.from(packed, 'base64'));
}
