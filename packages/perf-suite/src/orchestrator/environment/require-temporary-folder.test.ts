import { afterEach, expect, it } from 'vitest';
import { requireTemporaryFolder } from './require-temporary-folder.js';

const given = process.env.TMPDIR;
afterEach(() => {
  if (given === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = given;
});

it('says what to do where there is no folder for temporary files', () => {
  requireTemporaryFolder();
  process.env.TMPDIR = '/no/such/folder';
  expect(requireTemporaryFolder).toThrow('/no/such/folder: expected a folder for temporary files');
});
