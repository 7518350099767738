import { constants } from 'node:buffer';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { PerfError } from '../perf-error.js';
import { decodeText } from '../plain-text.js';
import { messageOf } from './error-code.js';
import { JsonStructure } from './json-bounds.js';
import { piecesOf } from './open-regular-file.js';
import { inputName, STANDARD_INPUT } from './standard-input.js';

/** What a text can hold, and so the most that can have been written; a larger file is refused, not loaded. */
const MAX_BYTES = constants.MAX_STRING_LENGTH;

const GZIP_MARK = Buffer.from([0x1f, 0x8b]);
const NOT_OURS = 'This is no file that perf-suite wrote, or its sample cap was set very high.';

/** A benchmark file was given in the place of what it measured. */
const SOURCE_FILE = /\.[cm]?[jt]sx?$/;

/**
 * Returns a file's JSON. A gzip file is unpacked first, whatever its name; `-` is standard input, and pipes that
 * the process was handed (`/dev/stdin`) work too.
 * @throws {PerfError} `not-found`, or `bad-file` when it is no regular file, not JSON, empty, or has more bytes or
 *   structure than a run file can have
 */
export async function readJsonFile(path: string, maxBytes = MAX_BYTES): Promise<unknown> {
  const name = inputName(path);
  const text = decodeText(await readBytes(path, maxBytes), name);
  if (text.trim() === '') throw nothingIn(path);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PerfError('bad-file', `${name}: expected JSON, found something else: ${messageOf(cause)}`, {
      hint: notJsonHint(path),
      cause,
    });
  }
}

function nothingIn(path: string): PerfError {
  if (path !== STANDARD_INPUT)
    return new PerfError('bad-file', `${path}: expected JSON, found an empty file`);
  return new PerfError('bad-file', 'standard input: expected JSON, found nothing', {
    hint: 'Pipe a file into it (... | perf-guard check -), or name the file; ./- is a file named -.',
  });
}

function notJsonHint(path: string): string {
  return SOURCE_FILE.test(path)
    ? 'This is a source file; what is read here is a file that perf-suite run wrote, such as .perf/runs/<name>.run.json.'
    : 'The file may have been cut short or edited: write it again.';
}

async function readBytes(path: string, maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const structure = new JsonStructure();
  let sizeBytes = 0;
  for await (const piece of unpacked(path, maxBytes)) {
    sizeBytes += piece.length;
    if (sizeBytes > maxBytes) throw tooLarge(inputName(path), maxBytes);
    const broken = structure.take(piece);
    if (broken !== null) throw tooMuch(inputName(path), broken);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** Yields a file's bytes, piece by piece, so that who takes them can stop where it has seen enough. */
async function* unpacked(path: string, maxBytes: number): AsyncGenerator<Buffer, void, undefined> {
  const source = bounded(path, maxBytes);
  let start = Buffer.alloc(0);
  while (start.length < GZIP_MARK.length) {
    const next = await source.next();
    if (next.done === true) break;
    start = Buffer.concat([start, next.value]);
  }
  const whole = startingWith(start, source);
  try {
    if (start.subarray(0, GZIP_MARK.length).equals(GZIP_MARK)) yield* unpack(whole, inputName(path));
    else yield* whole;
  } finally {
    // Also where the start alone was enough to refuse it.
    await source.return();
  }
}

async function* bounded(path: string, maxBytes: number): AsyncGenerator<Buffer, void, undefined> {
  let sizeBytes = 0;
  for await (const piece of piecesOf(path)) {
    sizeBytes += piece.length;
    if (sizeBytes > maxBytes) throw tooLarge(inputName(path), maxBytes);
    yield piece;
  }
}

async function* startingWith(start: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield start;
  yield* rest;
}

async function* unpack(packed: AsyncIterable<Buffer>, path: string): AsyncGenerator<Buffer, void, undefined> {
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  // What fails before it comes out of `gunzip`, and what comes after who takes it has stopped is nobody's concern.
  pipeline(packed, gunzip, () => {});
  try {
    yield* gunzip as AsyncIterable<Buffer>;
  } catch (cause) {
    if (cause instanceof PerfError) throw cause;
    throw new PerfError('bad-file', `${path}: cannot be unpacked: ${messageOf(cause)}`, {
      hint: 'The file may have been cut short: write it again.',
      cause,
    });
  }
}

function tooLarge(path: string, maxBytes: number): PerfError {
  return new PerfError('bad-file', `${path}: expected at most ${maxBytes} bytes, found more`, {
    hint: NOT_OURS,
  });
}

function tooMuch(path: string, found: string): PerfError {
  return new PerfError('bad-file', `${path}: expected no more than a run file can hold, found ${found}`, {
    hint: NOT_OURS,
  });
}
