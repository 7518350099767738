import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { otherEncoding } from '@perf-suite/schema/plain-text';

/** Why a file holds no benchmarks, as the end of "expected ..., found ...". */
export interface Unfit {
  readonly expected: string;
  readonly found: string;
  readonly hint: string;
}

const SOURCE = 'a JavaScript or TypeScript file with benchmarks';
const NAME_ANOTHER = 'Name a file such as bench/parse.bench.ts, or leave it out to run all of them.';
/** Enough to see a mark, or zeros that no text has. */
const LOOKED_AT_BYTES = 4096;

/** Returns why a file of this name cannot hold benchmarks; null when it can. A name without extension can. */
export function unfitName(file: string): Unfit | null {
  const name = basename(file);
  if (/^perf\.config\./.test(name))
    return unfit('a config', 'It is read automatically from the project folder.');
  if (/\.d\.[cm]?ts$/.test(name)) return unfit('declarations of types, which hold no code');
  if (/\.(?:[cm]?[jt]s|[jt]sx)$/.test(name) || !/.\.[^.]+$/.test(name)) return null;
  if (/\.run\.json(\.gz)?$/.test(name))
    return unfit(
      'a run file',
      `To compare with it: --baseline ${file}; to judge it: perf-guard check ${file}`,
    );
  if (/\.report\.json(\.gz)?$/.test(name))
    return unfit('a report', 'Reports are read by perf-suite report --report and perf-exporter.');
  return unfit(`a ${name.slice(name.lastIndexOf('.'))} file`);
}

function unfit(found: string, hint = NAME_ANOTHER): Unfit {
  return { expected: SOURCE, found, hint };
}

/** Returns why a file cannot hold benchmarks, by its name and its first bytes; null when it can. */
export async function unfitFile(file: string): Promise<Unfit | null> {
  const byName = unfitName(file);
  if (byName !== null) return byName;
  const bytes = await firstBytes(file);
  if (bytes === null) return null;
  const encoding = otherEncoding(bytes);
  if (encoding !== null)
    return { expected: 'text in UTF-8', found: encoding, hint: 'Save the file again as UTF-8.' };
  if (bytes.includes(0)) return unfit('a binary file');
  return bytes
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trim() === '' && bytes.length < LOOKED_AT_BYTES
    ? unfit('an empty file', 'A first benchmark is written by: perf-suite init')
    : null;
}

/** Null where it cannot be read: loading it reports why. */
async function firstBytes(file: string): Promise<Buffer | null> {
  const opened = await open(file).catch(() => null);
  if (opened === null) return null;
  try {
    const { buffer, bytesRead } = await opened.read(Buffer.alloc(LOOKED_AT_BYTES), 0, LOOKED_AT_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } catch {
    return null;
  } finally {
    await opened.close();
  }
}
