import { expect, it } from 'vitest';
import { pairFunctions } from './pair-functions.js';
import { profiledFunction } from './testing/profiled.js';

it('pairs by file and name, whatever the line', () => {
  const base = [profiledFunction('parse', { line: 12 }), profiledFunction('gone')];
  const head = [profiledFunction('parse', { line: 40, hash: 'otherwise' }), profiledFunction('added')];
  const pairs = pairFunctions(base, head);
  expect([...pairs.head.values()].map(({ base: before, change }) => [before?.line, change])).toEqual([
    [12, 'changed'],
    [undefined, 'new'],
  ]);
  expect([...pairs.base.values()].map(({ change }) => change)).toEqual(['changed', 'gone']);
});

it('of several of one name, those of the same text belong together', () => {
  const base = [
    profiledFunction('get', { line: 3, hash: 'a' }),
    profiledFunction('get', { line: 9, hash: 'b' }),
  ];
  const head = [
    profiledFunction('get', { line: 3, hash: 'b' }),
    profiledFunction('get', { line: 9, hash: 'c' }),
  ];
  const { head: paired } = pairFunctions(base, head);
  expect([...paired.values()].map(({ base: before, change }) => [before?.line, change])).toEqual([
    [9, 'unchanged'],
    [3, 'changed'],
  ]);
});

it('a file that moved keeps its functions', () => {
  const base = [profiledFunction('parse')];
  const head = [{ ...profiledFunction('parse'), key: 'elsewhere', file: 'lib/parse.js' }];
  expect([...pairFunctions(base, head).head.values()][0]?.change).toBe('unchanged');
});
