import { readGivenFile } from '@perf-suite/command-line';
import { PerfError } from '@perf-suite/schema';
import type { GuardedIo } from './io.js';

/**
 * Returns a token from its file, without the newline that editors add, or else from a variable; null without either.
 * @throws {PerfError} `not-found`; `bad-file` when it is empty, or no header can hold it
 */
export async function tokenFrom(
  {
    path,
    flag,
    variable,
  }: { readonly path: string | undefined; readonly flag: string; readonly variable: string },
  { environment, secrets }: GuardedIo,
): Promise<string | null> {
  const text = path === undefined ? environment[variable] : await readGivenFile(path, flag);
  const token = text?.trim() ?? '';
  secrets.add(token);
  const source = path ?? variable;
  if (token === '') {
    if (path === undefined) return null;
    throw new PerfError('bad-file', `${source}: expected a token for ${flag}, found an empty file`);
  }
  if (!/[^\x21-\x7e]/.test(token)) return token;
  throw new PerfError('bad-file', `${source}: expected a token for ${flag}, found what no header can hold`, {
    hint: 'A token is one word of printable ASCII.',
  });
}
