import { bytesFromBase64 } from './bytes-from-base64.js';

/** Which variant of each pair ran first, as base64 of bits (lowest bit first; 1 = head first). */
export function packOrder(headFirst: ArrayLike<boolean | number>): string {
  const bytes = new Uint8Array(Math.ceil(headFirst.length / 8));
  for (let i = 0; i < headFirst.length; i++) {
    if (headFirst[i]) bytes[i >> 3] = (bytes[i >> 3] as number) | (1 << (i & 7));
  }
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/**
 * Returns for each of `count` pairs whether head ran first.
 * @throws {RangeError} when the data is not just as long as `count` bits need, or not base64
 */
export function unpackOrder(packed: string, count: number): boolean[] {
  const bytes = orderBytes(packed, count);
  const headFirst = new Array<boolean>(count);
  for (let i = 0; i < count; i++) headFirst[i] = (((bytes[i >> 3] as number) >> (i & 7)) & 1) === 1;
  return headFirst;
}

/** Throws what `unpackOrder` would, and keeps nothing. @throws {RangeError} */
export function checkOrder(packed: string, count: number): void {
  orderBytes(packed, count);
}

function orderBytes(packed: string, count: number): Uint8Array {
  const bytes = bytesFromBase64(packed, 'order');
  if (bytes.length === Math.ceil(count / 8)) return bytes;
  throw new RangeError(`expected ${Math.ceil(count / 8)} bytes of order, found ${bytes.length}`);
}
