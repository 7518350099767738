import { describe, expect, it } from 'vitest';
import { printable } from './printable.js';

describe('printable', () => {
  it.each([
    ['a colour', '\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
    ['a window title', '\u001b]0;mine\u0007', '\\x1b]0;mine\\x07'],
    ['an escape of one character', '\u009b2J', '\\x9b2J'],
    ['backspaces', 'passed\b\b\b\b\b\bfailed', 'passed\\x08\\x08\\x08\\x08\\x08\\x08failed'],
    ['a deletion and a null', '\u007f\0', '\\x7f\\x00'],
    ['a text that is read from the right', '\u202egnp.exe\u202c', '\\u202egnp.exe\\u202c'],
    ['an isolate', '\u2066a\u2069', '\\u2066a\\u2069'],
  ])('shows %s in place of doing it', (_, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('is one line', () => {
    expect(printable('a\nb\r\nc\rd\u2028e\u2029f\u0085g\th')).toBe('a b c d e f g h');
  });

  it.each([
    ['::error file=a.js::no', ': :error file=a.js::no'],
    ['a\n  ::stop-commands::x', 'a   : :stop-commands::x'],
    ['a ##[error]b', 'a # #[error]b'],
    ['##vso[task.complete]x', '# #vso[task.complete]x'],
  ])('gives a CI runner no orders: %j', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('leaves addresses, scopes and headings as they are', () => {
    const text = 'connect ::1:80, ::ffff:127.0.0.1, std::vec::Vec, ## [a](b) #[c]';
    expect(printable(text)).toBe(text);
  });

  it('leaves letters of all kinds as they are', () => {
    const text = 'parse > größe, 名前, עברית, 👩‍🔬, é, 15 µs';
    expect(printable(text)).toBe(text);
  });
});
