import { createWriteStream } from 'node:fs';
import { lstat, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { PerfError, parseWith } from '@perf-suite/schema';
import { JsonStructure, openRegularFile } from '@perf-suite/schema/node';
import * as v from 'valibot';
import { gapSchema, liveMessageSchema, snapshotSchema } from '../message/server-message.js';
import type { RelayedMessage } from '../server/hub-driver.js';

/**
 * A stream as a file: a line that says what it is, then one message a line with the time it came,
 * all JSON. Compressed when the file's name ends in `.gz`.
 */
const RECORDING_VERSION = 1;
/** A snapshot of five thousand benchmarks takes a third of it. */
const MAX_LINE_CHARACTERS = 64 * 1024 * 1024;
const headerSchema = v.object({
  kind: v.literal('live-recording'),
  schemaVersion: v.literal(RECORDING_VERSION),
  createdAt: v.string(),
});
const lineSchema = v.object({
  /** Milliseconds since the first message. */
  atMs: v.pipe(v.number(), v.finite(), v.minValue(0)),
  message: v.union([snapshotSchema, gapSchema, liveMessageSchema]),
});

export interface RecordedMessage {
  readonly atMs: number;
  readonly message: RelayedMessage;
}

export interface RecordingWriter {
  write(recorded: RecordedMessage): void;
  /** Aborted when something could not be written: there is nothing to go on for, and `close` says why. */
  readonly broken: AbortSignal;
  /** Writes what is left. @throws {PerfError} `not-writable` when something could not be written */
  close(): Promise<void>;
  /** As `close`, and leaves no file: nothing was to be recorded. */
  discard(): Promise<void>;
}

/**
 * Starts a recording.
 * @throws {PerfError} `not-writable` when there is such a file already, or none can be made
 */
export async function createRecording(
  path: string,
  options: { readonly force: boolean; readonly createdAt: string },
): Promise<RecordingWriter> {
  const file = createWriteStream(path, { flags: options.force ? 'w' : 'wx' });
  const broken = (cause: unknown): PerfError => cannotWrite(path, cause);
  await new Promise<void>((resolve, reject) => {
    file.once('open', () => resolve());
    file.once('error', (cause) => reject(broken(cause)));
  });
  const gzip = path.endsWith('.gz') ? createGzip() : null;
  const target = gzip ?? file;
  const failed = new AbortController();
  const done = (gzip === null ? finished(file) : pipeline(gzip, file)).catch((cause: unknown) => {
    failed.abort(broken(cause));
  });
  const write = (line: object): void => {
    if (!failed.signal.aborted) target.write(`${JSON.stringify(line)}\n`);
  };
  write({ kind: 'live-recording', schemaVersion: RECORDING_VERSION, createdAt: options.createdAt });
  const close = async (): Promise<void> => {
    target.end();
    await done;
    failed.signal.throwIfAborted();
  };
  return {
    write,
    broken: failed.signal,
    close,
    discard: async () => {
      await close();
      // A device or a pipe was there before.
      if ((await lstat(path)).isFile()) await rm(path);
    },
  };
}

/**
 * Yields the messages of a recording.
 * @throws {PerfError} `not-found`; `bad-file` naming line, JSON pointer, expected and found;
 *   `future-version`
 */
export async function* readRecording(path: string): AsyncGenerator<RecordedMessage, void, undefined> {
  let number = 0;
  for await (const line of linesOf(path)) {
    number += 1;
    const where = `${path}, line ${number}`;
    const value = parseJson(line, where);
    if (number === 1) expectHeader(value, where);
    else yield parseWith(lineSchema, value, where) as RecordedMessage;
  }
  if (number === 0) throw notARecording(path, 'an empty file');
}

async function* linesOf(path: string): AsyncGenerator<string, void, undefined> {
  const handle = await openRegularFile(path).catch((cause: unknown) => {
    throw cause instanceof PerfError && cause.code === 'not-found' ? noRecording(path, cause) : cause;
  });
  const file = handle.createReadStream();
  const gunzip = path.endsWith('.gz') ? createGunzip() : null;
  // A failure of the file has to end the reading of what is made from it.
  file.once('error', (error) => gunzip?.destroy(error));
  const source: Readable = gunzip === null ? file : file.pipe(gunzip);
  try {
    // An iterator, since readline's own swallows the errors of its input.
    yield* splitLines(source.setEncoding('utf8'));
  } catch (cause) {
    throw cannotRead(path, cause);
  } finally {
    file.destroy();
  }
}

async function* splitLines(source: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let rest = '';
  let isFirst = true;
  for await (const chunk of source) {
    const lines = (isFirst ? chunk.replace(/^\uFEFF/, '') : rest + chunk).split('\n');
    isFirst = false;
    rest = lines.pop() ?? '';
    yield* lines;
    if (rest.length > MAX_LINE_CHARACTERS) {
      throw new PerfError(
        'bad-file',
        `expected lines of at most ${MAX_LINE_CHARACTERS} characters, found more`,
      );
    }
  }
  if (rest !== '') yield rest;
}

function parseJson(line: string, where: string): unknown {
  const broken = new JsonStructure().take(Buffer.from(line));
  if (broken !== null) throw notARecording(where, broken);
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new PerfError('bad-file', `${where}: expected JSON, found ${JSON.stringify(line.slice(0, 40))}`, {
      hint: 'A recording that was cut off ends in half a line: remove that line to replay the rest.',
      cause,
    });
  }
}

function expectHeader(value: unknown, where: string): void {
  const found = value as { kind?: unknown; schemaVersion?: unknown } | null;
  if (found?.kind !== 'live-recording') throw notARecording(where, JSON.stringify(found?.kind ?? null));
  if (typeof found.schemaVersion === 'number' && found.schemaVersion > RECORDING_VERSION) {
    throw new PerfError(
      'future-version',
      `${where}: at /schemaVersion expected ${RECORDING_VERSION} or lower, found ${found.schemaVersion}`,
      { hint: 'A newer version wrote this file: update perf-suite to read it.' },
    );
  }
  parseWith(headerSchema, value, where);
}

function notARecording(where: string, found: string): PerfError {
  return new PerfError('bad-file', `${where}: expected a recording of a live stream, found ${found}`, {
    hint: 'Give a file as `perf-stream record` wrote it.',
  });
}

function cannotRead(path: string, cause: unknown): unknown {
  if (cause instanceof PerfError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new PerfError('bad-file', `${path}: expected a recording, found what cannot be read: ${message}`, {
    cause,
  });
}

function noRecording(path: string, cause: PerfError): PerfError {
  if (codeOf(cause.cause) !== 'ENOENT') return cause;
  return new PerfError('not-found', `expected a recording at ${path}, found nothing`, { cause });
}

function cannotWrite(path: string, cause: unknown): PerfError {
  const code = codeOf(cause);
  if (code === 'EEXIST') {
    const hint = 'Choose another name, or replace it with --force.';
    return new PerfError('not-writable', `expected no file at ${path}, found one`, { hint, cause });
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  return new PerfError('not-writable', `expected to write ${path}, found: ${message}`, { cause });
}

function codeOf(cause: unknown): unknown {
  return cause instanceof Error && 'code' in cause ? cause.code : null;
}
