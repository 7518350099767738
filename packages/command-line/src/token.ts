import { PerfError } from '@perf-suite/schema';

/**
 * Returns the token that watchers must show, from the flag or else PERF_STREAM_TOKEN; undefined when neither
 * is given.
 * @throws {PerfError} `bad-usage` when it is short or does not fit into an address
 */
export function parseStreamToken(
  flag: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const token = flag ?? environment.PERF_STREAM_TOKEN;
  if (token === undefined || /^[\w-]{16,}$/.test(token)) return token;
  const name = flag === undefined ? 'PERF_STREAM_TOKEN' : '--token';
  throw new PerfError('bad-usage', `${name}: expected at least 16 letters, digits, - or _`, {
    hint: 'Leave it out: a random one of 192 bits is made and printed.',
  });
}
