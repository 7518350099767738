import { readGivenFile } from '@perf-suite/command-line';
import { PerfError } from '@perf-suite/schema';

/** Returns a secret from its file, without the newline that editors add. @throws {PerfError} `not-found`, `bad-file` */
export async function readSecret(path: string, flag: string): Promise<string> {
  const secret = (await readGivenFile(path, flag)).trim();
  if (secret !== '') return secret;
  throw new PerfError('bad-file', `${path}: expected a secret for ${flag}, found an empty file`);
}
