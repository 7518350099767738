import { afterEach, expect, it } from 'vitest';
import { mendBuiltIns } from './built-ins.js';

const { push } = Array.prototype;
afterEach(() => {
  Array.prototype.push = push;
});

it('puts back what does not work, and names it', () => {
  Array.prototype.push = () => 0;
  expect(mendBuiltIns()).toBe('Array.prototype.push');
  expect(Array.prototype.push).toBe(push);
  expect(mendBuiltIns()).toBeNull();
});

it('leaves a replacement that works', () => {
  const polyfill = function (this: unknown[], ...items: unknown[]): number {
    return push.apply(this, items);
  };
  Array.prototype.push = polyfill;
  expect(mendBuiltIns()).toBeNull();
  expect(Array.prototype.push).toBe(polyfill);
});
