import { expect, it } from 'vitest';
import { BenchmarkFailure, describeThrown, stackOf } from './benchmark-failure.js';

it('cuts a message that is very long, and says so', () => {
  const message = describeThrown(new Error('x'.repeat(1_000_000)));
  expect(message).toBe(`${'x'.repeat(8192)} … (cut: 991808 more characters)`);
  expect(describeThrown('y'.repeat(8192))).toBe('y'.repeat(8192));
  expect(describeThrown({ data: 'z'.repeat(1_000_000) }).length).toBeLessThan(9000);
  expect(new BenchmarkFailure('head', 'threw', new Error(message)).message.length).toBeLessThan(9000);
});

it('cuts no character in half', () => {
  expect(describeThrown(`${'x'.repeat(8191)}😀😀`)).toBe(`${'x'.repeat(8191)} … (cut: 4 more characters)`);
});

it('keeps the places in a stack, however long the message above them', () => {
  const stack = stackOf(new TypeError('x'.repeat(1_000_000))) ?? '';
  expect(stack).toMatch(/^TypeError: x+ … \(cut: 998976 more characters\)\n +at .*benchmark-failure\.test/);
  expect(stack.length).toBeLessThan(9000);
});

it('names causes, but not for ever', () => {
  expect(stackOf(new Error('outer', { cause: new Error('inner') }))).toMatch(
    /^Error: outer\n(?: +at .*\n)+caused by: Error: inner\n/,
  );
  const circular = new Error('again');
  circular.cause = circular;
  expect(stackOf(circular)?.split('caused by').length).toBeLessThanOrEqual(10);
  expect(stackOf('text')).toBeNull();
});
