import { writeSync } from 'node:fs';

/**
 * Writes all bytes to a pipe before it returns: no stream, callback or event loop is involved, so
 * nothing of it happens later, inside a measurement. Waits while the reader is behind.
 * @throws the system's error, such as EPIPE when the reader is gone
 */
export function writeFully(descriptor: number, bytes: Uint8Array): void {
  let offset = 0;
  while (offset < bytes.length) {
    try {
      offset += writeSync(descriptor, bytes, offset);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(SLEEP, 0, 0, 1);
    }
  }
}

const SLEEP = new Int32Array(new SharedArrayBuffer(4));
