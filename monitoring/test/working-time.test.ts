import { expect, it } from 'vitest';
import { workingSecondsSince } from '../src/prometheus/working-time.js';

it('is all time where every day is a working day', () => {
  const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
  expect(workingSecondsSince('x', days)).toBe('time() - x');
});

it('takes consecutive days together', () => {
  const expression = workingSecondsSince('x', ['monday', 'tuesday', 'thursday']);
  expect(expression).toContain('(x + 259200) % 604800 - 0, 0, 172800)');
  expect(expression).toContain('(x + 259200) % 604800 - 259200, 0, 86400)');
  expect(expression).toContain('floor((x + 259200) / 604800) * 259200');
});

it('needs a working day', () => {
  expect(() => workingSecondsSince('x', [])).toThrow(/at least one working day/);
});
