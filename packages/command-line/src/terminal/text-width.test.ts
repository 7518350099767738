import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { wrapWords } from './fit-text.js';
import { textWidth } from './text-width.js';

const NAMES = ['a', 'é', '名', '👩‍🔬', '\x1b[31mred\x1b[39m ', 'word ', '\u202e'];

describe('textWidth', () => {
  it.each(NAMES)('of %j is what string-width says, short and long', (text) => {
    expect(textWidth(text)).toBe(stringWidth(text));
    const words = `${text.repeat(20)} `.repeat(20);
    expect(textWidth(words)).toBe(stringWidth(words));
  });

  // In quadratic time, this would take minutes.
  it.each(NAMES)('of 200,000 characters of %j ends', (text) => {
    expect(textWidth(text.repeat(200_000 / text.length))).toBeGreaterThanOrEqual(0);
  });

  it('lets long texts be wrapped', () => {
    const width = 80;
    const text = `${'é'.repeat(100_000)} ${'größer '.repeat(10_000)}`;
    const lines = wrapWords(text, width, '  ');
    expect(lines.slice(2, -1).every((line) => textWidth(line) <= width)).toBe(true);
    expect(lines.join(' ').replace(/\s+/g, '')).toBe(text.replace(/\s+/g, ''));
  });
});
