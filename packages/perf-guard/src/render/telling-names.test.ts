import { expect, it } from 'vitest';
import { withTellingNames } from './telling-names.js';

it('puts the file before a name that several files have, and leaves the others', () => {
  const benchmarks = [
    { file: 'a.js', group: ['sign'], name: 'HS512' },
    { file: 'b.js', group: ['sign'], name: 'HS512' },
    { file: 'b.js', group: [], name: 'HS512' },
  ];
  expect(withTellingNames(benchmarks).map(({ group, name }) => [...group, name].join(' > '))).toEqual([
    'a.js > sign > HS512',
    'b.js > sign > HS512',
    'HS512',
  ]);
});
