import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { PerfError } from '../perf-error.js';
import { errorCodeOf, messageOf } from './error-code.js';

const gunzipAsync = promisify(gunzip);

/** More than any run this tool writes; a larger (or falsely compressed) file is refused, not loaded. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * Returns a file's JSON. A gzip file is unpacked first, whatever its name; pipes (`/dev/stdin`) work too.
 * @throws {PerfError} `not-found`, or `bad-file` when it is not JSON, empty, or larger than the limit
 */
export async function readJsonFile(path: string, maxBytes = MAX_BYTES): Promise<unknown> {
  const content = await unpack(await readBounded(path, maxBytes), path, maxBytes);
  const text = content.toString('utf8').replace(/^\uFEFF/, '');
  if (text.trim() === '') throw new PerfError('bad-file', `${path}: expected JSON, found an empty file`);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PerfError('bad-file', `${path}: expected JSON, found something else: ${messageOf(cause)}`, {
      hint: 'The file may have been cut short or edited: write it again.',
      cause,
    });
  }
}

/** Reads piece by piece, because the size of a pipe or device is only known at its end. */
async function readBounded(path: string, maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  try {
    const file = await open(path);
    for await (const piece of file.createReadStream({ highWaterMark: 1024 * 1024 })) {
      sizeBytes += piece.length;
      if (sizeBytes > maxBytes) throw tooLarge(path, maxBytes);
      pieces.push(piece);
    }
  } catch (cause) {
    throw cause instanceof PerfError ? cause : unreadable(path, cause);
  }
  return Buffer.concat(pieces);
}

function unreadable(path: string, cause: unknown): PerfError {
  switch (errorCodeOf(cause)) {
    case 'ENOENT':
      return new PerfError('not-found', `${path}: expected a file, found none`, {
        hint: 'Check the spelling, and the folder the path is relative to.',
        cause,
      });
    case 'EISDIR':
      return new PerfError('bad-file', `${path}: expected a file, found a folder`, { cause });
    default:
      return new PerfError('not-found', `${path}: cannot be read: ${messageOf(cause)}`, { cause });
  }
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
