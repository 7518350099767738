import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { PerfError } from '@perf-suite/schema';
import { inputName, JsonStructure, openRegularFile, readJsonFile } from '@perf-suite/schema/node';

/** A document of a file, not yet looked at, or why there is none; and where it is. */
export type FoundDocument = { readonly source: string } & (
  | { readonly value: unknown }
  | { readonly error: PerfError }
);

/** Longer than any run without its samples. */
const LONGEST_LINE_BYTES = 64 * 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * Yields what a file holds: one JSON document, or one a line where its name ends in `.jsonl` or `.jsonl.gz`. A line
 * that cannot be read does not hide those after it.
 * @throws {PerfError} `not-found`; `bad-file` when it is no JSON, or has more bytes or structure than a run can have
 */
export async function* readHistoryFile(path: string): AsyncIterable<FoundDocument> {
  if (/\.jsonl(\.gz)?$/.test(path)) yield* readLines(path);
  else yield { value: await readJsonFile(path), source: inputName(path) };
}

async function* readLines(path: string): AsyncIterable<FoundDocument> {
  const bytes = (await openRegularFile(path)).createReadStream();
  // What fails before it comes out of the last stream is thrown there.
  const stream = path.endsWith('.gz') ? pipeline(bytes, createGunzip(), () => undefined) : bytes;
  let number = 0;
  try {
    for await (const line of linesOf(stream as AsyncIterable<Buffer>, path)) {
      number++;
      const source = `${path}:${number}`;
      if (line.length > 0) yield { source, ...parsed(line, source) };
    }
  } catch (cause) {
    if (cause instanceof PerfError) throw cause;
    throw new PerfError('bad-file', `${path}: cannot be read after line ${number}: ${messageOf(cause)}`, {
      hint: 'The file may have been cut short: write it again.',
      cause,
    });
  } finally {
    bytes.destroy();
  }
}

async function* linesOf(stream: AsyncIterable<Buffer>, path: string): AsyncIterable<Buffer> {
  let pieces: Buffer[] = [];
  let sizeBytes = 0;
  for await (const piece of stream) {
    let start = 0;
    for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, start)) {
      yield Buffer.concat([...pieces, piece.subarray(start, end)]);
      pieces = [];
      sizeBytes = 0;
      start = end + 1;
    }
    pieces.push(piece.subarray(start));
    sizeBytes += piece.length - start;
    if (sizeBytes > LONGEST_LINE_BYTES) {
      throw new PerfError(
        'bad-file',
        `${path}: expected lines of at most ${LONGEST_LINE_BYTES} bytes, found more`,
      );
    }
  }
  yield Buffer.concat(pieces);
}

function parsed(line: Buffer, source: string): { readonly value: unknown } | { readonly error: PerfError } {
  const broken = new JsonStructure().take(line);
  if (broken !== null) {
    const expected = 'expected no more than a run can hold';
    return { error: new PerfError('bad-file', `${source}: ${expected}, found ${broken}`) };
  }
  try {
    return { value: JSON.parse(line.toString('utf8')) };
  } catch (cause) {
    const message = `${source}: expected JSON, found something else: ${messageOf(cause)}`;
    return { error: new PerfError('bad-file', message, { cause }) };
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
