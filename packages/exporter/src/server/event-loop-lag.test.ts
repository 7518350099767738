import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { EventLoopLag, lagSeconds } from './event-loop-lag.js';

it('leaves the interval of the timer out', () => {
  expect(lagSeconds(0)).toBe(0);
  expect(lagSeconds(20e6)).toBe(0);
  expect(lagSeconds(27.5e6)).toBeCloseTo(0.0075, 12);
});

it('sees a loop that was blocked, once', async () => {
  const lag = new EventLoopLag();
  try {
    await sleep(50);
    const end = performance.now() + 400;
    while (performance.now() < end);
    await sleep(50);
    expect(lag.readLongest()).toBeGreaterThan(0.35);
    expect(lag.readLongest()).toBe(0);
  } finally {
    lag.stop();
  }
});
