import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { type OutputStreams, outliveReaders } from './gone-readers.js';

function streams(): OutputStreams {
  return { stdout: new PassThrough(), stderr: new PassThrough() } as unknown as OutputStreams;
}

const failure = (code: string): Error => Object.assign(new Error(code), { code });

it('a closed pipe or terminal is no error; that of standard output is told', () => {
  const output = streams();
  let told = 0;
  outliveReaders(output, () => told++);
  for (const code of ['EPIPE', 'EIO']) {
    output.stderr.emit('error', failure(code));
    output.stdout.emit('error', failure(code));
  }
  expect(told).toBe(2);
});

it('any other error is thrown', () => {
  const output = streams();
  outliveReaders(output);
  expect(() => output.stdout.emit('error', failure('ENOSPC'))).toThrow('ENOSPC');
  expect(() => output.stderr.emit('error', failure('ENOSPC'))).toThrow('ENOSPC');
});
