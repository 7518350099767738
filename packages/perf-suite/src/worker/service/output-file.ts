import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Bytes of the end that are read for a message. */
const READ_BYTES = 4000;

/**
 * Takes in what a service writes without anybody reading it meanwhile: a pipe that is read late would make the service
 * wait, and reading it takes time from the load generator.
 */
export class OutputFile {
  readonly #folder = mkdtempSync(join(tmpdir(), 'perf-service-'));
  /** To be inherited by the service as its standard output and error. */
  readonly descriptor = openSync(join(this.#folder, 'output'), 'a+');

  constructor() {
    // An open file needs no name, and so nothing of it is left, whatever ends this process; on Windows it does.
    if (process.platform !== 'win32') rmSync(this.#folder, { recursive: true, force: true });
  }

  /** The end of what was written so far. */
  tail(): string {
    const { size } = fstatSync(this.descriptor);
    const bytes = Buffer.alloc(Math.min(size, READ_BYTES));
    const count = readSync(this.descriptor, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8', 0, count);
  }

  close(): void {
    closeSync(this.descriptor);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
