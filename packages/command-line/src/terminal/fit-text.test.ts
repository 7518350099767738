import { createColors } from 'picocolors';
import { expect, it } from 'vitest';
import { cutRight, fitLeft, fitRight, wrapWords } from './fit-text.js';

it('pads to a width, and cuts the start of a name that is too long', () => {
  expect([fitLeft('ab', 4), fitRight('ab', 4)]).toEqual(['ab  ', '  ab']);
  expect(fitLeft('group > name', 6)).toBe('… name');
  expect(fitLeft('日本語', 4)).toBe('…語 ');
  expect(fitLeft('packages/parser/bench/slug.bench.ts', 22)).toBe('…/bench/slug.bench.ts ');
  expect(fitLeft('sort > a benchmark by weight', 16)).toBe('… by weight     ');
  expect(fitLeft('averyveryverylongword end', 12)).toBe('…ongword end');
});

it('keeps as much of the start of a message as fits', () => {
  expect(cutRight('it broke', 8)).toBe('it broke');
  expect(cutRight('it broke down', 8)).toBe('it brok…');
  expect(cutRight('日本語', 5, '..')).toBe('日..');
  expect(cutRight('👩‍👩‍👧 family and more', 4)).toBe('👩‍👩‍👧 …');
});

it('looks at no more of a very long text than can be seen', () => {
  const text = 'wörd '.repeat(200_000);
  expect(cutRight(text, 12)).toBe('wörd wörd w…');
  expect(fitLeft(text, 12)).toBe('… wörd wörd ');
});

it('lets no control character of a wrapped text through, but keeps its colours', () => {
  const { bold } = createColors(true);
  expect(wrapWords('one ::error::two', 8, '')).toEqual(['one :', '  :error::two']);
  expect(wrapWords(`${bold('one')}\ntwo\x1b[2J`, 20, '  ')).toEqual([`  ${bold('one')} two\\x1b[2J`]);
});

it('wraps words and indents what follows', () => {
  expect(wrapWords('one two three four', 10, '  ')).toEqual(['  one two', '    three', '    four']);
});
