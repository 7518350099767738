import { expect, it } from 'vitest';
import { sliceLengthMs } from './slice-length.js';

it('is a tenth of a second where there is time for several of each side', () => {
  expect(sliceLengthMs({ kind: 'closed', concurrency: 1 }, 2000, 2)).toBe(100);
  expect(sliceLengthMs({ kind: 'open', ratePerSecond: 1000 }, 2000, 2)).toBe(100);
});

it('is long enough for some requests at a low rate', () => {
  expect(sliceLengthMs({ kind: 'open', ratePerSecond: 20 }, 10_000, 2)).toBe(250);
});

it('is cut so that a round has several of each side', () => {
  expect(sliceLengthMs({ kind: 'closed', concurrency: 1 }, 80, 2)).toBe(10);
  expect(sliceLengthMs({ kind: 'open', ratePerSecond: 1 }, 2000, 1)).toBe(500);
});
