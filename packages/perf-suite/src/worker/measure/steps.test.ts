import { describe, expect, it, onTestFinished } from 'vitest';
import { createRandom } from '../../wire/random.js';
import { BUFFER_CAPACITY, createSampleBuffer } from '../../wire/sample-buffer.js';
import { pairStep, type StepContext, singleStep } from './steps.js';

function context(paired: boolean, timerCostNs = 10): StepContext {
  return {
    batchSize: 3,
    timerCostNs,
    buffer: createSampleBuffer(paired),
    random: createRandom(1),
    running: { variant: 'head' },
  };
}

describe('singleStep', () => {
  it("stores a batch's duration without the clock's cost, and reports the whole one", () => {
    const given = context(false);
    const step = singleStep((iterations) => iterations * 100, false, given) as () => number;
    expect(step()).toBe(300);
    expect([...given.buffer.head.subarray(0, given.buffer.count)]).toEqual([290]);
  });

  it('never stores less than zero', () => {
    const given = context(false, 50);
    (singleStep(() => 20, false, given) as () => number)();
    expect(given.buffer.head[0]).toBe(0);
  });

  it('stores the same where the measured code replaces `Math.max`', () => {
    const { max } = Math;
    onTestFinished(() => {
      Math.max = max;
    });
    const given = context(false);
    const step = singleStep(() => 300, false, given) as () => number;
    Math.max = () => 1;
    step();
    expect(given.buffer.head[0]).toBe(290);
  });

  it('ends its slice when the buffer is full', () => {
    const given = context(false);
    const step = singleStep(() => 100, false, given) as () => number;
    for (let i = 1; i < BUFFER_CAPACITY; i++) expect(step()).toBe(100);
    expect(step()).toBeGreaterThan(1e12);
  });
});

describe('pairStep', () => {
  it.each([false, true])(
    'stores both times under their own names whichever went first (async: %s)',
    async (async) => {
      const given = context(true);
      const order: string[] = [];
      const loop = (name: string, durationNs: number) => (): number => {
        order.push(name);
        return durationNs;
      };
      const waiting = (run: () => number) => async () => run();
      const [base, head] = [loop('base', 110), loop('head', 210)];
      const step = async
        ? pairStep(waiting(base), waiting(head), true, given)
        : pairStep(base, head, false, given);
      for (let i = 0; i < 100; i++) expect(await step()).toBe(320);
      const { buffer } = given;
      expect(new Set(buffer.base?.subarray(0, 100))).toEqual(new Set([100]));
      expect(new Set(buffer.head.subarray(0, 100))).toEqual(new Set([200]));
      const first = order.filter((_, index) => index % 2 === 0).map((name) => (name === 'head' ? 1 : 0));
      expect([...(buffer.headFirst?.subarray(0, 100) ?? [])]).toEqual(first);
      expect(new Set(first)).toEqual(new Set([0, 1]));
    },
  );

  it('names the variant that fails', () => {
    const given = context(true);
    const broken = (): number => {
      throw new Error('broken');
    };
    const step = pairStep(broken, () => 1, false, given);
    expect(step).toThrow('broken');
    expect(given.running.variant).toBe('base');
  });
});
