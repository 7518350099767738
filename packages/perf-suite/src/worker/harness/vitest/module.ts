import { hooks } from './declare.js';
import { PASSING_EXPECT } from './passing-expect.js';
import { lateFunction, lateVi } from './real-vitest.js';

/** What `import ... from 'vitest'` gets: it collects benchmarks, and takes the rest from the project's vitest. */
export { bench, describe, describe as suite, test, test as it } from './declare.js';
export const { beforeAll, afterAll, beforeEach, afterEach } = hooks;

/** Benchmarks are measured one by one, after what these would go around. */
export function aroundAll(): never {
  throw new Error('aroundAll() cannot be had here: expected beforeAll() and afterAll(). Use these two.');
}
export function aroundEach(): never {
  throw new Error('aroundEach() cannot be had here: expected beforeEach() and afterEach(). Use these two.');
}

/** No expectation of a test is checked, so that none fails. */
export function onTestFailed(): void {}
export { onTestFinished } from './run-test.js';

export const expect = lateFunction('expect');
export const createExpect = lateFunction('createExpect');
export const assert = lateFunction('assert');
export const should = lateFunction('should');
export const chai = lateFunction('chai');
export const inject = lateFunction('inject');
export const vi = lateVi();
export const vitest = lateVi();

/** These two check types only. */
export function assertType(): void {}
export const expectTypeOf = () => PASSING_EXPECT;
