import { describe, expect, it, onTestFinished } from 'vitest';
import type { Call } from '../load/subject.js';
import { generateBatch } from './batch.js';

function call(given: Partial<Call>): Call {
  return { run: () => {}, self: undefined, values: [], beforeEach: null, afterEach: null, ...given };
}

describe('a generated batch', () => {
  it('calls the function as often as asked, with its input or its this', () => {
    const seen: unknown[] = [];
    const run = (...values: unknown[]) => void seen.push(values);
    generateBatch(call({ run, values: ['input', { size: 1 }] }), { async: false, overridden: false })(2);
    expect(seen).toEqual([
      ['input', { size: 1 }],
      ['input', { size: 1 }],
    ]);
    const selves: unknown[] = [];
    const self = { name: 'task' };
    const usesThis = function (this: unknown) {
      selves.push(this);
    };
    generateBatch(call({ run: usesThis, self }), { async: false, overridden: false })(3);
    expect(selves).toEqual([self, self, self]);
  });

  it('waits for each call before the next', async () => {
    const order: string[] = [];
    const run = async () => {
      order.push('start');
      await null;
      order.push('end');
    };
    const durationNs = await generateBatch(call({ run }), { async: true, overridden: false })(2);
    expect(order).toEqual(['start', 'end', 'start', 'end']);
    expect(durationNs).toBeGreaterThan(0);
  });

  it('leaves hooks out of the time, and runs the one after also when the call throws', () => {
    const cell = new Int32Array(new SharedArrayBuffer(4));
    const sleep = () => Atomics.wait(cell, 0, 0, 20);
    const batch = generateBatch(call({ beforeEach: sleep, afterEach: sleep }), {
      async: false,
      overridden: false,
    });
    const startedMs = performance.now();
    const durationNs = batch(2);
    const wholeNs = (performance.now() - startedMs) * 1e6;
    expect(wholeNs - durationNs).toBeGreaterThan(70e6);
    let cleaned = 0;
    const broken = call({
      run: () => {
        throw new Error('broken');
      },
      afterEach: () => {
        cleaned += 1;
      },
    });
    expect(() => generateBatch(broken, { async: false, overridden: false })(1)).toThrow('broken');
    expect(cleaned).toBe(1);
  });

  it.each([
    ['one after the other', null],
    ['with hooks', () => {}],
  ])('refuses a promise that a call returns which is not awaited, %s', (_, beforeEach) => {
    let count = 0;
    const run = () => {
      count += 1;
      return count > 3 ? Promise.resolve(0) : 0;
    };
    const batch = generateBatch(call({ run, beforeEach }), { async: false, overridden: false });
    expect(batch(3)).toBeGreaterThan(0);
    expect(() => batch(3)).toThrow('it returned a promise after earlier calls had returned none');
  });

  it('uses the time of a function that reports its own, in milliseconds', () => {
    const batch = generateBatch(call({ run: () => ({ overriddenDuration: 1.5 }) }), {
      async: false,
      overridden: true,
    });
    expect(batch(1)).toBe(1_500_000);
  });

  it.each([
    ['in one loop', null],
    ['with hooks', () => {}],
  ])("is timed by Node's own `Number`, whatever replaces it, %s", (_, beforeEach) => {
    const number = globalThis.Number;
    onTestFinished(() => {
      globalThis.Number = number;
    });
    globalThis.Number = new Proxy(number, { apply: () => -1 });
    const batch = generateBatch(call({ beforeEach }), { async: false, overridden: false });
    expect(batch(3)).toBeGreaterThanOrEqual(0);
  });
});
