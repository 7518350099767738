import { describe, expect, it } from 'vitest';
import { type WarmUpOptions, warmUp } from './warm-up.js';

const OPTIONS: WarmUpOptions = { warmUpMs: 0, timerCostNs: 25, batchSize: null, oneByOne: false };

/** A loop whose calls take a given time without really taking it; notes the batch sizes it was asked for. */
function fakeLoop(callNs: number, sizes: number[] = []) {
  return (iterations: number): number => {
    sizes.push(iterations);
    return 25 + iterations * callNs;
  };
}

describe('warmUp', () => {
  it.each([
    [0.3, 50_000],
    [10, 2000],
    [150, 100],
    [1000, 20],
    [20_000, 1],
  ])('settles on a batch of about 20 us for a call of %s ns', async (callNs, batchSize) => {
    const settled = await warmUp([fakeLoop(callNs)], OPTIONS);
    expect(settled.batchSize).toBe(batchSize);
    expect(settled.callNs[0]).toBeCloseTo(callNs, 6);
  });

  it('settles one size for both variants, by the slower', async () => {
    const settled = await warmUp([fakeLoop(10), fakeLoop(100)], OPTIONS);
    expect(settled.batchSize).toBe(200);
    expect(settled.callNs.map(Math.round)).toEqual([10, 100]);
  });

  it('grows the batch when the compiler has made the calls faster', async () => {
    let calls = 0;
    const loop = (iterations: number): number => {
      calls += iterations;
      return iterations * (calls < 600 ? 130 : 10);
    };
    expect((await warmUp([loop], OPTIONS)).batchSize).toBe(2000);
  });

  it('goes on past its time while a loop gets faster, and stops when it does no more', async () => {
    let windows = 0;
    let inWindowNs = 0;
    // Each window of 50 ms is 5 % faster than the one before, until the sixth; the time passes for real.
    const loop = async (iterations: number): Promise<number> => {
      const durationNs = iterations * 1e6 * 0.95 ** Math.min(windows, 6);
      inWindowNs += durationNs;
      if (inWindowNs >= 50e6) {
        windows += 1;
        inWindowNs = 0;
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      return durationNs;
    };
    await warmUp([loop], { ...OPTIONS, warmUpMs: 8, batchSize: 1 });
    expect(windows).toBeGreaterThan(4);
    windows = 100;
    const before = windows;
    await warmUp([loop], { ...OPTIONS, warmUpMs: 0.001, batchSize: 1 });
    expect(windows - before).toBeLessThan(4);
  });

  it('keeps the size of an earlier round', async () => {
    const sizes: number[] = [];
    const settled = await warmUp([fakeLoop(10, sizes)], { ...OPTIONS, batchSize: 500 });
    expect(settled.batchSize).toBe(500);
    expect(sizes.at(-1)).toBe(500);
  });

  it('times calls one by one where it must', async () => {
    const sizes: number[] = [];
    expect((await warmUp([fakeLoop(5, sizes)], { ...OPTIONS, oneByOne: true })).batchSize).toBe(1);
    expect(new Set(sizes)).toEqual(new Set([1]));
  });

  it('calls what takes a tenth of a second only once', async () => {
    const sizes: number[] = [];
    expect((await warmUp([fakeLoop(2e8, sizes)], OPTIONS)).batchSize).toBe(1);
    expect(sizes).toEqual([1]);
  });
});
