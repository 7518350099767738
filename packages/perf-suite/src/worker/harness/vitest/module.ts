import { hooks } from './declare.js';
import { lateFunction, lateVi } from './real-vitest.js';

/** What `import ... from 'vitest'` gets: it collects benchmarks, and takes the rest from the project's vitest. */
export { bench, describe, describe as suite, test, test as it } from './declare.js';
export const { beforeAll, afterAll, beforeEach, afterEach } = hooks;

/** `vitest bench` lets it go around all benchmarks of a file together, which are measured one by one here. */
export function aroundAll(): never {
  throw new Error('aroundAll() cannot be had here: expected beforeAll() and afterAll(). Use these two.');
}

/** They belong to tests alone, which are not run here. */
export function aroundEach(): void {}
export function onTestFailed(): void {}
export function onTestFinished(): void {}

export const expect = lateFunction('expect');
export const createExpect = lateFunction('createExpect');
export const assert = lateFunction('assert');
export const should = lateFunction('should');
export const chai = lateFunction('chai');
export const inject = lateFunction('inject');
export const vi = lateVi();
export const vitest = lateVi();

/** They check types only. */
export function assertType(): void {}
/** Any chain of it does nothing. */
export const expectTypeOf = lateFunction('expectTypeOf');
