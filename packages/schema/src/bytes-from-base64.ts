const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const NO_DIGIT = -1;
const PADDING = '=';

const digitOf = new Int32Array(128).fill(NO_DIGIT);
for (let digit = 0; digit < ALPHABET.length; digit++) digitOf[ALPHABET.charCodeAt(digit)] = digit;
// It stands for no byte; that it ends the text is checked apart.
digitOf[PADDING.charCodeAt(0)] = 0;

let scratch = new Uint8Array(4096);

/**
 * Returns the bytes that base64 text stands for (RFC 4648 section 4, with its padding), in memory that
 * the next call uses again: copy what is to be kept. A run file holds hundreds of thousands of short
 * texts, and memory of its own for each takes longer than reading it. Neither `atob` (slow, and text
 * again) nor Buffer (not in browsers, and takes anything for base64) does.
 * @param what the name of the text in messages
 * @throws {RangeError} when it is not base64
 */
export function bytesFromBase64(text: string, what = 'data'): Uint8Array {
  const { length } = text;
  if (length % 4 !== 0) throw new RangeError(`the ${what} is not base64: its length is no multiple of 4`);
  const firstPadding = text.indexOf(PADDING);
  const padding = firstPadding === -1 ? 0 : length - firstPadding;
  if (padding > 2 || (padding === 2 && !text.endsWith(PADDING))) throw notBase64(text, what);
  const byteCount = (length / 4) * 3;
  if (scratch.length < byteCount) scratch = new Uint8Array(2 * byteCount);
  const bytes = scratch;
  for (let i = 0, next = 0; i < length; i += 4, next += 3) {
    const a = text.charCodeAt(i);
    const b = text.charCodeAt(i + 1);
    const c = text.charCodeAt(i + 2);
    const d = text.charCodeAt(i + 3);
    if ((a | b | c | d) > 127) throw notBase64(text, what);
    const bits = (digitOf[a]! << 18) | (digitOf[b]! << 12) | (digitOf[c]! << 6) | digitOf[d]!;
    if (bits < 0) throw notBase64(text, what);
    bytes[next] = bits >> 16;
    bytes[next + 1] = bits >> 8;
    bytes[next + 2] = bits;
  }
  return bytes.subarray(0, byteCount - padding);
}

function notBase64(text: string, what: string): RangeError {
  const at = text.search(/[^A-Za-z0-9+/]/);
  return new RangeError(`the ${what} is not base64: character ${at} is not of its alphabet`);
}
