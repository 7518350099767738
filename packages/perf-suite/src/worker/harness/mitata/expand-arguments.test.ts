import { expect, it } from 'vitest';
import { expandArguments } from './expand-arguments.js';

it('changes the first argument fastest, and fills in each place of its name', () => {
  const expanded = expandArguments('$a of $b, $a', { a: [1, 2], b: ['x', 'y'] });
  expect(expanded.map(({ name }) => name)).toEqual(['1 of x, 1', '2 of x, 2', '1 of y, 1', '2 of y, 2']);
  expect(expanded[2]?.args).toEqual({ a: 1, b: 'y' });
});

it('is one without arguments, and none where one has no values', () => {
  expect(expandArguments('$a', {})).toEqual([{ name: '$a', args: {} }]);
  expect(expandArguments('$a', { a: [] })).toEqual([]);
});

it('names a function, and does not call it', () => {
  const fail = () => {
    throw new Error('called');
  };
  expect(expandArguments('with $fn', { fn: [fail] })[0]?.name).toBe('with fail');
});
