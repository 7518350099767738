import { isDeepStrictEqual } from 'node:util';

/**
 * Returns whether two results hold the same data; null when that cannot be determined (functions, or
 * nothing returned). Classes count by what they hold: two copies of a library never share a class.
 */
export function sameResult(a: unknown, b: unknown): boolean | null {
  if (a === undefined && b === undefined) return null;
  if (isDeepStrictEqual(a, b)) return true;
  try {
    return isDeepStrictEqual(structuredClone(a), structuredClone(b));
  } catch {
    return null;
  }
}
