import { expect, test } from 'vitest';
import { bytesFromBase64 } from './bytes-from-base64.js';

test('reads what Node writes, at every length', () => {
  for (let length = 0; length < 40; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length * 11) & 0xff);
    expect([...bytesFromBase64(Buffer.from(bytes).toString('base64'))]).toEqual([...bytes]);
  }
});

test('refuses what is not base64', () => {
  for (const text of ['A', 'AAA', 'AA-A', 'AA\u00e9A', 'A===', '=AAA', 'AA AA===']) {
    expect(() => bytesFromBase64(text)).toThrow(/not base64/);
  }
});
