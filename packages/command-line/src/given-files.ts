import { readFile } from 'node:fs/promises';
import { PerfError } from '@perf-suite/schema';
import { decodeText } from '@perf-suite/schema/plain-text';

/** Certificate and private key, as PEM. */
export interface Tls {
  readonly cert: string;
  readonly key: string;
}

/** Returns the text of a file that a flag names. @throws {PerfError} `not-found`, `bad-file` */
export async function readGivenFile(path: string, flag: string): Promise<string> {
  return decodeText(await readBytes(path, flag), `${flag}: ${path}`);
}

async function readBytes(path: string, flag: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PerfError('not-found', `${flag}: ${path} cannot be read: ${reason}`, { cause });
  }
}

/**
 * Returns what `--tls-cert` and `--tls-key` name; null when neither is given.
 * @throws {PerfError} `bad-usage` when only one is given; `not-found`
 */
export async function readTls(cert: string | undefined, key: string | undefined): Promise<Tls | null> {
  if (cert === undefined && key === undefined) return null;
  if (cert === undefined || key === undefined) {
    throw new PerfError('bad-usage', 'expected --tls-cert and --tls-key together, found one of them');
  }
  return { cert: await readGivenFile(cert, '--tls-cert'), key: await readGivenFile(key, '--tls-key') };
}
