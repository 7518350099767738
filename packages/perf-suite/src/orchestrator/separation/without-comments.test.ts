import { expect, it } from 'vitest';
import { withoutComments } from './without-comments.js';

it.each([
  ['a /* b */ c', 'a  c'],
  ['a // b\nc', 'a \nc'],
  ['/** @x */\na;// b', '\na;'],
  ['a /* b\n * c */', 'a '],
  ['const r = /[/*]/; // a', 'const r = /[/*]/; '],
  ['return /\\/*x/g /* b */', 'return /\\/*x/g '],
  ['const t = `${/* a */ b}`; // c', 'const t = `${ b}`; '],
  ['`${{ a: `/*` }.a}/*` // c', '`${{ a: `/*` }.a}/*` '],
  ['x = (a + b) / 2; /* c */ y = 4 / 2 // d', 'x = (a + b) / 2;  y = 4 / 2 '],
])('comments are left out: %j', (code, kept) => {
  expect(withoutComments(code)).toBe(kept);
});

it.each([
  "const a = 'image/*'; busy(1); const b = '*/*';",
  'const a = "//"; const b = "/*";',
  'const a = `/* ${b} */ // ${c}`;',
  "const a = 'it\\'s /*'; const b = '*/';",
  'const a = /\\/\\*/; const b = /\\*\\//;',
  'const url = `http://x/${`//${y}`}//`;',
  'if (a) { } const b = c / d / e;',
])('what only looks like a comment stays: %j', (code) => {
  expect(withoutComments(code)).toBe(code);
});
