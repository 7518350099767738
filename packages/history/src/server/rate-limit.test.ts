import { expect, it } from 'vitest';
import { RateLimit } from './rate-limit.js';

it('allows each client so many requests a minute, and says when to come again', () => {
  let nowMs = 0;
  const limit = new RateLimit(60, () => nowMs);
  const taken = (client: string) => limit.take(client) === 0;
  expect(Array.from({ length: 61 }, () => taken('a')).filter(Boolean)).toHaveLength(60);
  expect(limit.take('a')).toBe(1);
  expect(taken('b')).toBe(true);
  nowMs += 1_000;
  expect([taken('a'), taken('a')]).toEqual([true, false]);
  nowMs += 3_600_000;
  expect(Array.from({ length: 100 }, () => taken('a')).filter(Boolean)).toHaveLength(60);
});
