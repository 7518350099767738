import { closeSync, fstatSync, ftruncateSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearInterval, setInterval } from '../measure/clock.js';

/** Bytes of the end that are read for a message. */
const READ_BYTES = 4000;

/** A program that writes without end is not to fill the disk. */
const MOST_BYTES = 16 * 1024 * 1024;
const LOOK_EVERY_MS = 1000;

/**
 * Takes in what a program writes without anybody reading it meanwhile: a pipe that is read late would make the program
 * wait, and reading it takes time beside what is measured. Node also does more where its standard error is a pipe: it
 * loads its code for sockets, which takes milliseconds, when a program first uses `console`.
 */
export class OutputFile {
  readonly #folder = mkdtempSync(join(tmpdir(), 'perf-output-'));
  /** To be inherited by the program as its standard output, error, or both. */
  readonly descriptor = openSync(join(this.#folder, 'output'), 'a+');
  /** The end of what was removed from the file. */
  #removed = Buffer.alloc(0);
  readonly #watch = setInterval(() => this.#keepSmall(), LOOK_EVERY_MS).unref();

  constructor() {
    // An open file needs no name, and so nothing of it is left, whatever ends this process; on Windows it does.
    if (process.platform !== 'win32') rmSync(this.#folder, { recursive: true, force: true });
  }

  /** The end of what was written so far. */
  tail(): string {
    return this.#end().toString('utf8');
  }

  close(): void {
    clearInterval(this.#watch);
    closeSync(this.descriptor);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #keepSmall(): void {
    if (fstatSync(this.descriptor).size <= MOST_BYTES) return;
    this.#removed = this.#end();
    ftruncateSync(this.descriptor);
  }

  #end(): Buffer<ArrayBuffer> {
    const { size } = fstatSync(this.descriptor);
    const bytes = Buffer.alloc(Math.min(size, READ_BYTES));
    const count = readSync(this.descriptor, bytes, 0, bytes.length, size - bytes.length);
    return Buffer.concat([this.#removed, bytes.subarray(0, count)]).subarray(-READ_BYTES);
  }
}
