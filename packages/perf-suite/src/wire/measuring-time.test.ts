import { expect, test } from 'vitest';
import { timeLeftMs } from './measuring-time.js';

test('a benchmark with few samples is measured longer, where its time is not to be kept', () => {
  const time = { timeMs: 90, longer: { ms: 270, samples: 100 } };
  expect(timeLeftMs(time, 60, 99)).toBe(210);
  expect(timeLeftMs(time, 90, 100)).toBe(0);
  expect(timeLeftMs(time, 270, 99)).toBe(0);
  expect(timeLeftMs({ timeMs: 90 }, 60, 99)).toBe(30);
  expect(timeLeftMs({ timeMs: 90 }, 91, 5)).toBe(0);
});

test('how many samples are few is a part of the time', () => {
  const time = { timeMs: 1000, longer: { ms: 3000, samples: 10 } };
  expect(timeLeftMs(time, 1000, 9)).toBe(2000);
  expect(timeLeftMs(time, 1000, 10)).toBe(0);
  expect(timeLeftMs(time, 3000, 4)).toBe(0);
});

test('a slow benchmark gets five samples, or two seconds', () => {
  expect(timeLeftMs({ timeMs: 90 }, 500, 4)).toBe(1500);
  expect(timeLeftMs({ timeMs: 90 }, 500, 5)).toBe(0);
  expect(timeLeftMs({ timeMs: 90 }, 2100, 1)).toBe(0);
  expect(timeLeftMs({ timeMs: 5000 }, 2100, 1)).toBe(2900);
});
