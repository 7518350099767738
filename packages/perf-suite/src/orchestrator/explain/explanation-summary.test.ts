import { expect, it } from 'vitest';
import { summaryOf } from './explanation-summary.js';
import { findCauses } from './find-causes.js';
import { pairFunctions } from './pair-functions.js';
import { profiledFunction, treeOf } from './testing/profiled.js';

it('a function is named where head changes a constant that it uses', () => {
  const module = profiledFunction('(module)', { line: 0 });
  const inFile = (hash: string) => [
    { ...profiledFunction('checksum'), file: 'src/a.js' },
    { ...module, hash, file: 'src/a.js' },
  ];
  const [base = module, head = module] = [inFile('100')[0], inFile('108')[0]];
  const causes = findCauses({
    pairs: pairFunctions(inFile('100'), inFile('108')),
    repetitions: [{ base: treeOf([[base], 412_000]), head: treeOf([[head], 445_000]) }],
    allocations: null,
  });
  expect(summaryOf(causes, causes.functions.slice(0, 1), [], { isShown: true })).toBe(
    'checksum (src/a.js:1), in a file that head changes, takes 33.0 µs more of each call: 412 µs -> 445 µs (seen in 1 profile of each side).',
  );
});

it('where profiles do not show the slowdown, it is still said what head changes', () => {
  const before = profiledFunction('checksum');
  const after = profiledFunction('checksum', { hash: 'otherwise' });
  const causes = findCauses({
    pairs: pairFunctions([before], [after]),
    repetitions: [{ base: treeOf([[before], 412_000]), head: treeOf([[after], 405_000]) }],
    allocations: null,
  });
  expect(summaryOf(causes, causes.functions, [], { isShown: false })).toBe(
    'Profiles do not show the slowdown (412 µs -> 405 µs a call, in 1 profile of each side), so they cannot tell why. ' +
      'checksum (src/checksum.js:1), which head changes, takes 405 µs of each call.',
  );
});
