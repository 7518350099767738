import { expect, test } from 'vitest';
import { showsUnicode } from './shows-unicode.js';

test.each([
  [{}, 'linux', true],
  [{ LANG: 'de_DE.UTF-8' }, 'linux', true],
  [{ LANG: 'en_US.utf8' }, 'darwin', true],
  [{ LANG: 'C' }, 'linux', false],
  [{ LC_ALL: 'C', LANG: 'en_US.UTF-8' }, 'linux', false],
  [{ TERM: 'linux', LANG: 'en_US.UTF-8' }, 'linux', false],
  [{ TERM: 'dumb' }, 'linux', false],
  [{}, 'win32', false],
  [{ WT_SESSION: '1' }, 'win32', true],
  [{ TERM_PROGRAM: 'vscode' }, 'win32', true],
])('with %o on %s: %s', (environment, platform, expected) => {
  expect(showsUnicode(environment, platform)).toBe(expected);
});
