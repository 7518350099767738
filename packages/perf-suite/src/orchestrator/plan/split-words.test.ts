import { expect, it } from 'vitest';
import { splitWords } from './split-words.js';

it.each([
  ['node dist/cli.js in.txt', ['node', 'dist/cli.js', 'in.txt']],
  ['  a\tb  ', ['a', 'b']],
  [`grep 'a b' "c d"`, ['grep', 'a b', 'c d']],
  [`a'b'"c"`, ['abc']],
  [`a '' b`, ['a', '', 'b']],
  ['a\\ b', ['a b']],
  [`"a\\"b\\n"`, ['a"b\\n']],
  [`'a$b|*'`, ['a$b|*']],
  ['a#b c~', ['a#b', 'c~']],
  ['naïve "日本 語"', ['naïve', '日本 語']],
])('splits %j as a shell does', (line, words) => {
  expect(splitWords(line, '--command')).toEqual(words);
});

it.each(['a | b', 'a > b', 'a && b', 'a $HOME', 'a "$HOME"', 'a *.txt', '~/a', 'a `b`', 'a\nb', 'a # b'])(
  'leaves %j to a shell, which has to be asked for',
  (line) => {
    expect(() => splitWords(line, '--command')).toThrow(
      /^--command: expected .* without what only a shell does/,
    );
  },
);

it('asks for the other quote, and for a program', () => {
  expect(() => splitWords("echo 'a", '--command')).toThrow("--command: expected a second '");
  expect(() => splitWords('   ', '--command')).toThrow('--command: expected a program and its arguments');
  expect(() => splitWords("'' a", '--command')).toThrow('--command: expected a program and its arguments');
});
