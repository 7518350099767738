import { expect, it } from 'vitest';
import { HARNESSES } from '../../wire/harnesses.js';
import { REPLACEMENTS } from './replacements.js';

it('has a module for each harness that the orchestrator knows, and no other', () => {
  const known = HARNESSES.flatMap(({ specifiers }) => specifiers);
  expect([...REPLACEMENTS.keys()].sort()).toEqual([...known].sort());
});
