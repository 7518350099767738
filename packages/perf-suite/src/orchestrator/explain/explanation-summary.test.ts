import { expect, it } from 'vitest';
import { summaryOf } from './explanation-summary.js';
import { findCauses } from './find-causes.js';
import { pairFunctions } from './pair-functions.js';
import { profiledFunction, treeOf } from './testing/profiled.js';

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
