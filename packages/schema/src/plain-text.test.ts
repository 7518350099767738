import { describe, expect, it } from 'vitest';
import { decodeText, parseJsonBytes } from './plain-text.js';

const inUtf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

describe('decodeText', () => {
  it('returns UTF-8, with a byte order mark or without', () => {
    expect(decodeText(Buffer.from('größe'), 'a')).toBe('größe');
    expect(decodeText(Buffer.from('\uFEFFgröße'), 'a')).toBe('größe');
    expect(decodeText(Buffer.from(''), 'a')).toBe('');
    expect(parseJsonBytes(Buffer.from('\uFEFF{"a":1}'), 'a')).toEqual({ a: 1 });
  });

  it.each<[string, Buffer, string]>([
    ['UTF-16, little end first', inUtf16('\uFEFF{"a":1}'), 'UTF-16'],
    ['UTF-16, big end first', inUtf16('\uFEFF{"a":1}').swap16(), 'UTF-16'],
    ['UTF-16 without a mark', inUtf16('{"a":1}'), 'UTF-16'],
    ['UTF-16 without a mark, big end first', inUtf16('{"a":1}').swap16(), 'UTF-16'],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x7b, 0, 0, 0]), 'UTF-32'],
  ])('refuses %s by its name', (_, bytes, encoding) => {
    expect(() => decodeText(bytes, 'a.json')).toThrow(
      expect.objectContaining({
        code: 'bad-file',
        message: `a.json: expected text in UTF-8, found ${encoding}`,
        hint: expect.stringContaining('UTF-8'),
      }),
    );
  });
});
