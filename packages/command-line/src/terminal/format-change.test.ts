import { expect, test } from 'vitest';
import { boundTexts, changeText, movement, slowerText } from './format-change.js';

test.each([
  [0.053, '+5.3 %', 'takes 5.3 % longer'],
  [-0.048, '-4.8 %', 'takes 4.8 % less time'],
  [0.0012, '+0.12 %', 'takes 0.12 % longer'],
  [0, '0.0 %', 'takes exactly as long'],
  [0.00004, '0.0 %', 'takes as long'],
  [-0.00004, '0.0 %', 'takes as long'],
  [9, '+900.0 %', 'takes 900.0 % longer'],
  [11.52, '12.5×', 'takes 12.5× as long'],
  [300.2, '301×', 'takes 301× as long'],
])('writes a change of %d as %s', (change, text, words) => {
  expect(changeText(change)).toBe(text);
  expect(movement(change)).toBe(words);
});

test.each([
  [-0.225, 0.165, '-22.5 % to +16.5 %'],
  [-0.968, 300.2, '-96.8 % to more than 10×'],
  [0.5, 9.5, '+50.0 % to more than 10×'],
  [10.8, 12, '11.8× to 13×'],
])('writes an interval from %d to %d as %s', (lower, upper, text) => {
  expect(boundTexts({ lower, upper }).join(' to ')).toBe(text);
});

test.each([
  [0.95, '5.3 % slower'],
  [1.25, '20.0 % faster'],
  [1, 'no change'],
])('says what a speedup of %d means: %s', (speedup, text) => {
  expect(slowerText(speedup)).toBe(text);
});
