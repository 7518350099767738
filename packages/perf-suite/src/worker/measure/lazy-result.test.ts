import { expect, it } from 'vitest';
import { lazyResultWarning } from './lazy-result.js';

function* generator() {
  yield 1;
}
async function* asyncGenerator() {
  yield 1;
}

it('warns of a generator, plain or asynchronous', () => {
  expect(lazyResultWarning('a', generator())).toMatchObject({
    code: 'generator-not-run',
    message: expect.stringContaining('"a" returns a generator that nobody iterates'),
    hint: expect.stringContaining('for (const item'),
  });
  expect(lazyResultWarning('a', asyncGenerator())).toMatchObject({
    message: expect.stringContaining('an async generator'),
    hint: expect.stringContaining('for await (const item'),
  });
});

it.each([
  ['nothing', undefined],
  ['a list', [1]],
  ['a function, such as a compiled template', () => 1],
  ['an iterator of a list', [1].values()],
  ['an iterator of a map', new Map().entries()],
  ['a generator function', generator],
  ['an object that says it is one', { [Symbol.toStringTag]: 'Generator' }],
])('says nothing of %s', (_, result) => {
  expect(lazyResultWarning('a', result)).toBeNull();
});
