import { describe, expect, it } from 'vitest';
import { type WarmUpOptions, warmUp } from './warm-up.js';

const OPTIONS: WarmUpOptions = { warmupMs: 0, timerCostNs: 25, batchSize: null, oneByOne: false };

/** A loop whose calls take a given time without really taking it; notes the batch sizes it was asked for. */
function fakeLoop(callNs: number, sizes: number[] = []) {
  return (iterations: number): number => {
    sizes.push(iterations);
    return 25 + iterations * callNs;
  };
}

/** A loop on a clock of its own, that only its calls and what is around them move. */
class Timeline {
  #spentNs = 0;
  #timedNs = 0;
  #calls = 0;
  readonly #callNs: (timedNs: number) => number;
  readonly #aroundNs: number;

  constructor(callNs: (timedNs: number) => number, aroundNs = 0) {
    this.#callNs = callNs;
    this.#aroundNs = aroundNs;
  }

  readonly loop = (iterations: number): number => {
    const durationNs = iterations * this.#callNs(this.#timedNs);
    this.#calls += iterations;
    this.#timedNs += durationNs;
    this.#spentNs += durationNs + iterations * this.#aroundNs;
    return durationNs;
  };

  readonly nowMs = (): number => this.#spentNs / 1e6;
  readonly calls = (): number => this.#calls;

  get spentMs(): number {
    return this.nowMs();
  }
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

  it('takes a time where each look at the clock comes too late for any window', async () => {
    let ms = 0;
    const nowMs = () => {
      ms += 1000;
      return ms;
    };
    const settled = await warmUp([fakeLoop(1000)], { ...OPTIONS, warmupMs: 1, steadyAfterCalls: 10, nowMs });
    expect(settled.callNs[0]).toBeCloseTo(1000, 6);
  });

  it('settles one size for both variants, by the slower', async () => {
    const settled = await warmUp([fakeLoop(10), fakeLoop(100)], OPTIONS);
    expect(settled.batchSize).toBe(200);
    expect(settled.callNs.map(Math.round)).toEqual([10, 100]);
  });

  it.each([
    ['is as long as any', 1000, 200],
    ['gets shorter where that takes long', 5e6, 5],
  ])('of a loop that makes each call ready %s', async (_, aroundNs, batchSize) => {
    const { loop, nowMs } = new Timeline(() => 100, aroundNs);
    const settled = await warmUp([loop], { ...OPTIONS, timerCostNs: 0, nowMs, timesItself: true });
    expect(settled.batchSize).toBe(batchSize);
  });

  it('is as long as any where much is done once for a batch', async () => {
    let spentNs = 0;
    const loop = (iterations: number): number => {
      spentNs += 5e6 + iterations * 100;
      return iterations * 100;
    };
    const nowMs = () => spentNs / 1e6;
    const settled = await warmUp([loop], { ...OPTIONS, timerCostNs: 0, nowMs, timesItself: true });
    expect(settled.batchSize).toBe(200);
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
    // Each 50 ms are 5 % faster than those before, until the seventh.
    const improving = new Timeline((spentNs) => 1e6 * 0.95 ** Math.min(Math.floor(spentNs / 50e6), 6));
    const steady = new Timeline(() => 1e6);
    for (const { loop, nowMs } of [improving, steady])
      await warmUp([loop], { ...OPTIONS, nowMs, warmupMs: 100, batchSize: 1 });
    expect(improving.spentMs).toBeGreaterThan(350);
    expect(improving.spentMs).toBeLessThan(550);
    expect(steady.spentMs).toBeLessThan(170);
  });

  it('says after how many calls it was steady, and does with little more where that is known', async () => {
    // Ten calls of 10 ms, then calls of 1 ms.
    const compiling = () => new Timeline((spentNs) => (spentNs < 100e6 ? 10e6 : 1e6));
    const search = compiling();
    const options = { ...OPTIONS, warmupMs: 600, batchSize: 1 };
    const { steadyAfterCalls } = await warmUp([search.loop], { ...options, nowMs: search.nowMs });
    expect(steadyAfterCalls).toBeGreaterThanOrEqual(9);
    expect(steadyAfterCalls).toBeLessThanOrEqual(20);
    const later = compiling();
    await warmUp([later.loop], { ...options, nowMs: later.nowMs, steadyAfterCalls });
    expect(search.spentMs).toBeGreaterThan(600);
    expect(later.calls()).toBeGreaterThan(1.5 * steadyAfterCalls);
    expect(later.spentMs).toBeLessThan(200);
  });

  it('goes on past the calls that are known while a loop gets faster, and no further than without', async () => {
    const slower = new Timeline((spentNs) =>
      spentNs < 300e6 ? 1e6 * 0.9 ** Math.floor(spentNs / 25e6) : 1e5,
    );
    const options = { ...OPTIONS, warmupMs: 100, batchSize: 1 };
    await warmUp([slower.loop], { ...options, nowMs: slower.nowMs, steadyAfterCalls: 5 });
    expect(slower.spentMs).toBeGreaterThan(300);
    const steady = new Timeline(() => 1e6);
    await warmUp([steady.loop], { ...options, nowMs: steady.nowMs, steadyAfterCalls: 100_000 });
    expect(steady.spentMs).toBeLessThan(170);
  });

  it('does not stay with the batch size that cold calls suggest', async () => {
    const sizes: number[] = [];
    const cold = new Timeline((spentNs) => (spentNs < 1e6 ? 1000 : 10));
    const loop = (iterations: number): number => {
      sizes.push(iterations);
      return cold.loop(iterations);
    };
    const settled = await warmUp([loop], { ...OPTIONS, nowMs: cold.nowMs, timerCostNs: 0, warmupMs: 100 });
    expect(settled.batchSize).toBe(2000);
    const firstFitting = sizes.indexOf(2000);
    expect(sizes.slice(firstFitting).every((size) => size === 2000)).toBe(true);
    expect(sizes.length - firstFitting).toBeGreaterThan(1000);
  });

  it.each([
    ['hooks of 1 ms around a call of a nanosecond', 1, 1e6, true],
    ['hooks of 5 ms around a call of a nanosecond', 1, 5e6, true],
    ['a call of 10 ms that says it took 10 us', 10_000, 10e6, true],
    ['a core of which others have nine tenths', 1e6, 9e6, false],
    ['a call that takes no time by its clock', 0, 1e6, false],
  ])('ends in about a second with %s', async (_, callNs, aroundNs, oneByOne) => {
    const { loop, nowMs, calls } = new Timeline(() => callNs, aroundNs);
    const settled = await warmUp([loop, loop], { ...OPTIONS, nowMs, warmupMs: 225, batchSize: 1, oneByOne });
    expect(nowMs()).toBeLessThan(1700);
    expect(calls()).toBeGreaterThan(40);
    expect(settled.callNs[0]).toBeCloseTo(Math.max(0, callNs - 25), 3);
    expect(settled.wholeNs[0]).toBeGreaterThan(0.99 * (callNs + aroundNs));
  });

  it('calls what has a second of hooks around it only once', async () => {
    const { loop, nowMs, calls } = new Timeline(() => 1000, 1e9);
    await warmUp([loop], { ...OPTIONS, nowMs, oneByOne: true });
    expect(calls()).toBe(1);
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
