import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { writeError } from './write-error.js';

function written(error: Parameters<typeof writeError>[0]): string {
  const stream = new PassThrough();
  const err = stream as unknown as NodeJS.WriteStream;
  writeError(error, { out: err, err, cwd: '/', variables: {} } as Parameters<typeof writeError>[1], []);
  return String(stream.read());
}

it('keeps the lines of a message, but only its first at the start of a line', () => {
  expect(written({ message: 'npm ci failed:\n::error::x\n\x1b[2Jy', hint: 'Try\n::error::again.' })).toBe(
    'perf-suite: npm ci failed:\n  : :error::x\n  \\x1b[2Jy\n  Try : :error::again.\n',
  );
  expect(written({ message: 'no such file', hint: undefined })).toBe('perf-suite: no such file\n');
});
