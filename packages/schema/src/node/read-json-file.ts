import { createReadStream } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { PerfError } from '../perf-error.js';
import { decodeText } from '../plain-text.js';
import { errorCodeOf, messageOf } from './error-code.js';
import { notThereHint } from './nearest-path.js';
import { inputName, STANDARD_INPUT } from './standard-input.js';

/** A benchmark file was given in the place of what it measured. */
const SOURCE_FILE = /\.[cm]?[jt]sx?$/;

const gunzipAsync = promisify(gunzip);

/** More than any run this tool writes; a larger (or falsely compressed) file is refused, not loaded. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * Returns a file's JSON. A gzip file is unpacked first, whatever its name; `-` is standard input, and pipes
 * (`/dev/stdin`) work too.
 * @throws {PerfError} `not-found`, or `bad-file` when it is not JSON, empty, or larger than the limit
 */
export async function readJsonFile(path: string, maxBytes = MAX_BYTES): Promise<unknown> {
  const name = inputName(path);
  const content = await unpack(await readBounded(path, maxBytes), name, maxBytes);
  const text = decodeText(content, name);
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

/** Reads piece by piece, because the size of a pipe or device is only known at its end. */
async function readBounded(path: string, maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  try {
    for await (const piece of await openPieces(path)) {
      sizeBytes += piece.length;
      if (sizeBytes > maxBytes) throw tooLarge(inputName(path), maxBytes);
      pieces.push(piece);
    }
  } catch (cause) {
    throw cause instanceof PerfError ? cause : await unreadable(path, cause);
  }
  return Buffer.concat(pieces);
}

async function openPieces(path: string): Promise<AsyncIterable<Buffer>> {
  const highWaterMark = 1024 * 1024;
  if (path === STANDARD_INPUT) return createReadStream('', { fd: 0, autoClose: false, highWaterMark });
  return (await open(path)).createReadStream({ highWaterMark });
}

function nothingIn(path: string): PerfError {
  if (path !== STANDARD_INPUT)
    return new PerfError('bad-file', `${path}: expected JSON, found an empty file`);
  return new PerfError('bad-file', 'standard input: expected JSON, found nothing', {
    hint: 'Pipe a file into it (... | perf-guard check -), or name the file; ./- is a file named -.',
  });
}

async function unreadable(path: string, cause: unknown): Promise<PerfError> {
  if (path === STANDARD_INPUT) {
    return new PerfError('not-found', `standard input: cannot be read: ${messageOf(cause)}`, {
      hint: 'Pipe a file into it, or name the file.',
      cause,
    });
  }
  switch (errorCodeOf(cause)) {
    case 'ENOENT':
      return new PerfError('not-found', `${path}: expected a file, found none`, {
        hint: await notThereHint(path),
        cause,
      });
    case 'EISDIR':
      return new PerfError('bad-file', `${path}: expected a file, found a folder`, {
        hint: await inFolderHint(path),
        cause,
      });
    default:
      return new PerfError('not-found', `${path}: cannot be read: ${messageOf(cause)}`, { cause });
  }
}

function notJsonHint(path: string): string {
  return SOURCE_FILE.test(path)
    ? 'This is a source file; what is read here is a file that perf-suite run wrote, such as .perf/runs/<name>.run.json.'
    : 'The file may have been cut short or edited: write it again.';
}

/** Names the newest run file by its name: those of `.perf/runs` begin with their time. */
async function inFolderHint(folder: string): Promise<string> {
  const names = await readdir(folder).catch((): string[] => []);
  const newest = names
    .filter((name) => /\.run\.json(\.gz)?$/.test(name))
    .sort()
    .at(-1);
  return newest === undefined
    ? 'Name a file; those of perf-suite run are in .perf/runs.'
    : `Name one of its files, such as ${join(folder, newest)}.`;
}

async function unpack(bytes: Buffer, path: string, maxBytes: number): Promise<Buffer> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await gunzipAsync(bytes, { maxOutputLength: maxBytes });
  } catch (cause) {
    if (errorCodeOf(cause) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(path, maxBytes);
    throw new PerfError('bad-file', `${path}: cannot be unpacked: ${messageOf(cause)}`, {
      hint: 'The file may have been cut short: write it again.',
      cause,
    });
  }
}

function tooLarge(path: string, maxBytes: number): PerfError {
  return new PerfError('bad-file', `${path}: expected at most ${maxBytes} bytes, found more`, {
    hint: 'This is no file that perf-suite wrote, or its sample cap was set very high.',
  });
}
