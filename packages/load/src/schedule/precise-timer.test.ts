import { expect, it, onTestFinished } from 'vitest';
import { PreciseTimer } from './precise-timer.js';

async function openTimer(): Promise<PreciseTimer> {
  const timer = await PreciseTimer.open();
  onTestFinished(() => timer.close());
  return timer;
}

it.each([0, 0.1, 0.5, 1.7, 25])('calls back after %d ms, never before', async (ms) => {
  const timer = await openTimer();
  for (let i = 0; i < 20; i++) {
    const startMs = performance.now();
    await new Promise<void>((resolve) => timer.after(ms, resolve));
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(ms - 0.01);
  }
});

it('calls back for the last wait only', async () => {
  const timer = await openTimer();
  const called: string[] = [];
  timer.after(5, () => called.push('first'));
  await new Promise<void>((resolve) => {
    timer.after(30, () => {
      called.push('second');
      resolve();
    });
  });
  expect(called).toEqual(['second']);
});

it('calls nothing back that was given up', async () => {
  const timer = await openTimer();
  let isCalled = false;
  timer.after(3, () => {
    isCalled = true;
  });
  timer.cancel();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(isCalled).toBe(false);
});
