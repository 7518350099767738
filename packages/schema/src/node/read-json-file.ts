import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { PerfError } from '../perf-error.js';

const gunzipAsync = promisify(gunzip);

/** More than any run this tool writes; a larger (or falsely compressed) file is refused, not loaded. */
const MAX_BYTES = 512 * 1024 * 1024;

/**
 * Returns a file's JSON, unpacked first if its name ends in .gz.
 * @throws {PerfError} `not-found`, or `bad-file` when it is not JSON, empty, or too large
 */
export async function readJsonFile(path: string): Promise<unknown> {
  const content = await readContent(path);
  if (content.trim() === '') throw new PerfError('bad-file', `${path}: expected JSON, found an empty file`);
  try {
    return JSON.parse(content);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PerfError('bad-file', `${path}: expected JSON, found something else: ${reason}`, { cause });
  }
}

async function readContent(path: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PerfError('not-found', `${path}: cannot be read: ${reason}`, { cause });
  }
  if (!path.endsWith('.gz')) return bytes.toString('utf8');
  try {
    return (await gunzipAsync(bytes, { maxOutputLength: MAX_BYTES })).toString('utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PerfError('bad-file', `${path}: cannot be unpacked: ${reason}`, { cause });
  }
}
