import { gunzipSync, gzipSync } from 'node:zlib';

/** More than any run without its samples has; what is larger is damaged, or meant to fill the memory. */
const MAX_BYTES = 256 * 1024 * 1024;

/** Returns a value as compressed JSON: the same bytes for the same value. */
export function compressJson(value: unknown): Buffer {
  return gzipSync(JSON.stringify(value));
}

/** Returns what `compressJson` was given. @throws {Error} when the bytes are damaged */
export function decompressJson(bytes: Uint8Array): unknown {
  return JSON.parse(gunzipSync(bytes, { maxOutputLength: MAX_BYTES }).toString('utf8'));
}
