import { readGivenFile } from '@perf-suite/command-line';
import { PerfError } from '@perf-suite/schema';
import type { GuardedIo } from './io.js';

/** Returns a secret from its file, without the newline that editors add. @throws {PerfError} `not-found`, `bad-file` */
export async function readSecret(path: string, flag: string, { secrets }: GuardedIo): Promise<string> {
  const secret = (await readGivenFile(path, flag)).trim();
  if (secret === '') {
    throw new PerfError('bad-file', `${path}: expected a secret for ${flag}, found an empty file`);
  }
  secrets.add(secret);
  if (!/[^\x21-\x7e]/.test(secret) || flag !== '--token-file') return secret;
  throw new PerfError('bad-file', `${path}: expected a token for ${flag}, found what no header can hold`, {
    hint: 'A token is one word of printable ASCII.',
  });
}
