import { expect, test } from 'vitest';
import { signFlips } from './sign-flips.js';

function patterns({ patternCount, groupCount, bytes }: ReturnType<typeof signFlips>): string[] {
  return Array.from({ length: patternCount }, (_, i) =>
    bytes.subarray(i * groupCount, (i + 1) * groupCount).join(' '),
  );
}

test('tries each pattern of up to 11 rounds once, whatever the seed', () => {
  expect(new Set(patterns(signFlips(8, 1))).size).toBe(256);
  expect(new Set(patterns(signFlips(11, 1))).size).toBe(2048);
  expect(patterns(signFlips(9, 1))).toEqual(patterns(signFlips(9, 2)));
});

test('tries 4,096 random patterns of more rounds, the first without a flip', () => {
  const random = patterns(signFlips(24, 1));
  expect(random).toHaveLength(4096);
  expect(random[0]).toBe('0 0 0');
  expect(random).toEqual(patterns(signFlips(24, 1)));
  expect(random).not.toEqual(patterns(signFlips(24, 2)));
});
