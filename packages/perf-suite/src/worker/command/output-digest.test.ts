import { expect, it } from 'vitest';
import { OutputDigest } from './output-digest.js';

function digestOf(folder: string, ...chunks: readonly (string | Buffer)[]): string | null {
  const output = new OutputDigest(folder);
  for (const chunk of chunks) output.add(Buffer.from(chunk));
  return output.digest();
}

it('is the same for the same output, however it comes in', () => {
  expect(digestOf('/p', 'one', ' two')).toBe(digestOf('/p', 'one two'));
  expect(digestOf('/p', 'one')).not.toBe(digestOf('/p', 'two'));
});

it('takes no notice of where a side lies', () => {
  expect(digestOf('/tmp/bäse', 'in /tmp/b', 'äse/a.txt')).toBe(digestOf('/head', 'in /head/a.txt'));
});

it('keeps bytes apart that are no text', () => {
  expect(digestOf('/p', Buffer.of(0xff))).not.toBe(digestOf('/p', Buffer.of(0xfe)));
});

it('does not keep more than a megabyte', () => {
  const output = new OutputDigest('/p');
  for (let i = 0; i < 2000; i++) output.add(Buffer.alloc(1000));
  expect(output.digest()).toBeNull();
});
