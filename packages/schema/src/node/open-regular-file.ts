import { constants, createReadStream, type Stats } from 'node:fs';
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PerfError } from '../perf-error.js';
import { errorCodeOf, messageOf } from './error-code.js';
import { notThereHint } from './nearest-path.js';
import { STANDARD_INPUT } from './standard-input.js';

/** What this process was handed open, so that somebody gave it on purpose: `/dev/stdin`, `<(command)` in a shell. */
const HANDED_OVER = /^\/(?:dev\/(?:stdin|fd\/\d+)|proc\/self\/fd\/\d+)$/;

/**
 * Opens a file for reading. Reading a named pipe or a device may never end, and a folder of files may hold
 * anything: only regular files are opened, by way of symbolic links too, and pipes that the process was handed.
 * @throws {PerfError} `not-found`; `bad-file` naming the kind found
 */
export async function openRegularFile(path: string): Promise<FileHandle> {
  try {
    if (HANDED_OVER.test(path)) return await open(path);
    await refuseOtherKinds(await stat(path), path);
    // Not waiting, and asked once more: what the path names may have been replaced since.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      await refuseOtherKinds(await file.stat(), path);
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  } catch (cause) {
    throw cause instanceof PerfError ? cause : await unreadable(path, cause);
  }
}

/** Checks what is at a path that others will read, if there is anything. @throws {PerfError} `bad-file` naming the kind found */
export async function refuseUnlessRegularFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found !== null && !HANDED_OVER.test(path)) await refuseOtherKinds(found, path);
}

/**
 * Returns a whole file's bytes.
 * @throws {PerfError} `not-found`; `bad-file` when it is no regular file, or larger than the limit
 */
export async function readRegularFile(path: string, maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  for await (const piece of piecesOf(path)) {
    sizeBytes += piece.length;
    if (sizeBytes > maxBytes) {
      throw new PerfError('bad-file', `${path}: expected at most ${maxBytes} bytes, found more`);
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/**
 * Yields a file, or `-` for standard input, piece by piece, because the size of a pipe is only known at its end.
 * @throws {PerfError} see `openRegularFile`
 */
export async function* piecesOf(path: string): AsyncGenerator<Buffer, void, undefined> {
  const highWaterMark = 1024 * 1024;
  const stream =
    path === STANDARD_INPUT
      ? createReadStream('', { fd: 0, autoClose: false, highWaterMark })
      : (await openRegularFile(path)).createReadStream({ highWaterMark });
  try {
    yield* stream as AsyncIterable<Buffer>;
  } catch (cause) {
    throw await unreadable(path, cause);
  } finally {
    stream.destroy();
  }
}

async function refuseOtherKinds(found: Stats, path: string): Promise<void> {
  if (found.isFile()) return;
  throw new PerfError('bad-file', `${path}: expected a file, found ${kindOf(found)}`, {
    hint: found.isDirectory() ? await inFolderHint(path) : 'Give a regular file, or a symbolic link to one.',
  });
}

function kindOf(found: Stats): string {
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a named pipe';
  return found.isSocket() ? 'a socket' : 'a device';
}

async function unreadable(path: string, cause: unknown): Promise<PerfError> {
  if (path === STANDARD_INPUT) {
    return new PerfError('not-found', `standard input: cannot be read: ${messageOf(cause)}`, {
      hint: 'Pipe a file into it, or name the file.',
      cause,
    });
  }
  if (errorCodeOf(cause) === 'ENOENT') {
    const hint = await notThereHint(path);
    return new PerfError('not-found', `${path}: expected a file, found none`, { hint, cause });
  }
  return new PerfError('not-found', `${path}: cannot be read: ${messageOf(cause)}`, { cause });
}

/** Returns the path of the newest run file of a folder by its name: those of `.perf/runs` begin with their time. */
export async function newestRunFile(folder: string): Promise<string | null> {
  const names = await readdir(folder).catch((): string[] => []);
  const newest = names
    .filter((name) => /\.run\.json(\.gz)?$/.test(name))
    .sort()
    .at(-1);
  return newest === undefined ? null : join(folder, newest);
}

async function inFolderHint(folder: string): Promise<string> {
  const newest = await newestRunFile(folder);
  return newest === null
    ? 'Name a file; those of perf-suite run are in .perf/runs.'
    : `Name one of its files, such as ${newest}.`;
}
