import { PerfError } from './perf-error.js';

/**
 * Returns UTF-8 bytes as text, without the byte order mark that editors and shells on Windows put in front.
 * All files that people write are read through this, so that one is never read by one command and refused by
 * another.
 * @param source where the bytes came from, for messages: a file's path
 * @throws {PerfError} `bad-file` for UTF-16 and UTF-32, which read as UTF-8 would be nonsense
 */
export function decodeText(bytes: Uint8Array, source: string): string {
  const found = otherEncoding(bytes);
  if (found === null) return new TextDecoder().decode(bytes);
  throw new PerfError('bad-file', `${source}: expected text in UTF-8, found ${found}`, {
    hint: 'Save it again as UTF-8; in Windows PowerShell with: ... | Out-File -Encoding utf8 FILE',
  });
}

/** Returns the encoding of text that is not UTF-8, by its mark or by where its zeros are; null for UTF-8. */
export function otherEncoding(bytes: Uint8Array): string | null {
  const [a, b, c, d] = bytes;
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff))
    return 'UTF-32';
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return 'UTF-16';
  // Without a mark: a letter of ASCII has a zero beside it.
  const zeros = bytes.length < 4 ? '' : [a, b, c, d].map((byte) => (byte === 0 ? '0' : 'x')).join('');
  return zeros === '0x0x' || zeros === 'x0x0' ? 'UTF-16' : null;
}

/**
 * Returns what UTF-8 bytes say in JSON, with a byte order mark or without.
 * @throws {SyntaxError} that is JSON.parse's own; {PerfError} as `decodeText`
 */
export function parseJsonBytes(bytes: Uint8Array, source: string): unknown {
  return JSON.parse(decodeText(bytes, source));
}
