import { expect, it } from 'vitest';
import { HARNESSES } from '../../wire/harnesses.js';
import { REPLACEMENT_URLS } from './replacements.js';

it('has a module for each harness that the orchestrator knows, and no other', () => {
  const known = HARNESSES.flatMap(({ specifiers }) => specifiers);
  expect(Object.keys(REPLACEMENT_URLS).sort()).toEqual([...known].sort());
});
