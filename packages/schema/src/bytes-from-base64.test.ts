import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesFromBase64 } from './bytes-from-base64.js';

test('reads what Node writes, at every length', () => {
  for (const length of [...Array.from({ length: 40 }, (_, i) => i), 10_000, 100]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length * 11) & 0xff);
    expect([...bytesFromBase64(Buffer.from(bytes).toString('base64'))]).toEqual([...bytes]);
  }
});

test.each([
  ['A', 'its length is no multiple of 4'],
  ['AAA', 'its length is no multiple of 4'],
  ['AA AA===', 'character 2 is not of its alphabet'],
  ['AAAAAA-A', 'character 6 is not of its alphabet'],
  ['AA\u00e9A', 'character 2 is not of its alphabet'],
  ['AA\u2014A', 'character 2 is not of its alphabet'],
  ['A===', 'character 1 is not of its alphabet'],
  ['=AAA', 'character 0 is not of its alphabet'],
  ['AA=A', 'character 2 is not of its alphabet'],
  ['AA==AAAA', 'character 2 is not of its alphabet'],
])('says what is not base64 about %s', (text, reason) => {
  expect(() => bytesFromBase64(text, 'order')).toThrow(`the order is not base64: ${reason}`);
});

test('reads what is base64 and refuses all else', () => {
  const character = fc.constantFrom('A', 'z', '7', '+', '/', '/', '=', '-', '\n', '\u00ff', '\u0141');
  fc.assert(
    fc.property(fc.string({ unit: character, maxLength: 12 }), (text) => {
      if (/^(?:[\w+/]{4})*(?:[\w+/]{2}==|[\w+/]{3}=)?$/.test(text)) {
        expect([...bytesFromBase64(text)]).toEqual([...Buffer.from(text, 'base64')]);
      } else {
        expect(() => bytesFromBase64(text)).toThrow('is not base64');
      }
    }),
    { numRuns: 2000 },
  );
});
