import { expect, it } from 'vitest';
import { styleOf, wantsColor } from './style.js';

const options = { columns: 100, isTerminal: true, color: false, variables: {}, platform: 'linux' };

it('draws in ASCII where the terminal or its locale knows no more', () => {
  expect(styleOf(options).unicode).toBe(true);
  expect(styleOf({ ...options, variables: { LANG: 'C' } }).unicode).toBe(false);
  expect(styleOf({ ...options, variables: { LANG: 'de_DE.UTF-8', LC_ALL: '' } }).unicode).toBe(true);
  expect(styleOf({ ...options, variables: { TERM: 'linux', LANG: 'C.UTF-8' } }).unicode).toBe(false);
  expect(styleOf({ ...options, platform: 'win32' }).unicode).toBe(false);
});

it('stays readable in very narrow and very wide terminals', () => {
  expect([10, 80, 400, undefined].map((columns) => styleOf({ ...options, columns }).width)).toEqual([
    40, 80, 120, 120,
  ]);
  expect([10, 80, 400, undefined].map((columns) => styleOf({ ...options, columns }).tableWidth)).toEqual([
    40, 80, 200, 200,
  ]);
});

it.each([
  [{}, true, undefined, true],
  [{}, false, undefined, false],
  [{ TERM: 'dumb' }, true, undefined, false],
  [{ NO_COLOR: '1' }, true, undefined, false],
  [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, undefined, false],
  [{ FORCE_COLOR: '1' }, false, undefined, true],
  [{ FORCE_COLOR: '0' }, true, undefined, false],
  [{ FORCE_COLOR: '1' }, true, false, false],
])('with %o, a terminal: %s, --color: %s, draws in colours: %s', (variables, isTerminal, color, expected) => {
  expect(wantsColor({ variables, isTerminal, color })).toBe(expected);
});
