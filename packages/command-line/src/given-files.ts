import { createSecureContext } from 'node:tls';
import { PerfError } from '@perf-suite/schema';
import { readRegularFile } from '@perf-suite/schema/node';
import { decodeText } from '@perf-suite/schema/plain-text';

/** Certificate and private key, as PEM. */
export interface Tls {
  readonly cert: string;
  readonly key: string;
}

/** More than any key, certificate chain or list of secrets. */
const MAX_BYTES = 1024 * 1024;

/** Returns the text of a small file that a flag names. @throws {PerfError} `not-found`; `bad-file` when it is no regular file */
export async function readGivenFile(path: string, flag: string): Promise<string> {
  try {
    return decodeText(await readRegularFile(path, MAX_BYTES), path);
  } catch (cause) {
    if (!(cause instanceof PerfError)) throw cause;
    const { code, message, hint } = cause;
    const reason = message.replace(`${path}: `, '').replace(/^cannot be read: /, '');
    throw new PerfError(code, `${flag}: ${path} cannot be read: ${reason}`, {
      ...(hint !== undefined && { hint }),
      cause,
    });
  }
}

/**
 * Returns what `--tls-cert` and `--tls-key` name; null when neither is given.
 * @throws {PerfError} `bad-usage` when only one is given; `not-found`; `bad-file` when they are no pair in PEM
 */
export async function readTls(cert: string | undefined, key: string | undefined): Promise<Tls | null> {
  if (cert === undefined && key === undefined) return null;
  if (cert === undefined || key === undefined) {
    throw new PerfError('bad-usage', 'expected --tls-cert and --tls-key together, found one of them');
  }
  const tls = { cert: await readGivenFile(cert, '--tls-cert'), key: await readGivenFile(key, '--tls-key') };
  try {
    createSecureContext(tls);
    return tls;
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    const expected = 'expected a certificate and its private key in PEM';
    throw new PerfError('bad-file', `--tls-cert ${cert}, --tls-key ${key}: ${expected}, found: ${found}`, {
      hint: 'The key must be that of the first certificate in the file, and have no passphrase.',
      cause,
    });
  }
}
