import { describe, expect, it } from 'vitest';
import { runSlice } from './slice.js';

describe('runSlice', () => {
  it.each([false, true])(
    'lets tinybench repeat the step until the steps fill the slice (async: %s)',
    async (async) => {
      let count = 0;
      const step = () => {
        count += 1;
        return 2e6;
      };
      await runSlice(async ? async () => step() : step, { async, sliceMs: 50, byWallClock: false });
      expect(count).toBe(25);
    },
  );

  it('takes one step however long it is', async () => {
    let count = 0;
    await runSlice(
      () => {
        count += 1;
        return 9e9;
      },
      { async: false, sliceMs: 1, byWallClock: false },
    );
    expect(count).toBe(1);
  });

  it('ends by the clock on the wall where steps hold more than they time', async () => {
    let count = 0;
    const cell = new Int32Array(new SharedArrayBuffer(4));
    await runSlice(
      () => {
        count += 1;
        Atomics.wait(cell, 0, 0, 5);
        return 0;
      },
      { async: false, sliceMs: 20, byWallClock: true },
    );
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThanOrEqual(5);
  });

  it.each([false, true])('hands on what a step throws, as it was thrown (async: %s)', async (async) => {
    const thrown = { code: 7 };
    const step = (): number => {
      throw thrown;
    };
    const slice = runSlice(async ? async () => step() : step, { async, sliceMs: 50, byWallClock: false });
    await expect(slice).rejects.toBe(thrown);
  });
});
