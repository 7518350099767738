import { expect, it } from 'vitest';
import { ScriptText, without } from './script-text.js';

const text = new ScriptText('one(\n  two(),\n  three(\n    four()\n  )\n);\n');

it('finds the functions inside of a span, and not the span itself', () => {
  text.noteFunctions([
    [0, 40],
    [7, 12],
    [16, 36],
    [27, 33],
    [7, 12],
  ]);
  expect(text.functionsInside([0, 40])).toEqual([
    [7, 12],
    [16, 36],
    [27, 33],
  ]);
  expect(text.functionsInside([16, 36])).toEqual([[27, 33]]);
  expect(text.functionsInside([27, 33])).toEqual([]);
});

it('cuts holes out of a span, also where they lie in each other or reach beyond it', () => {
  expect(without([10, 20], [])).toEqual([[10, 20]]);
  expect(
    without(
      [10, 20],
      [
        [12, 14],
        [13, 14],
        [18, 25],
      ],
    ),
  ).toEqual([
    [10, 12],
    [14, 18],
  ]);
  expect(without([10, 20], [[10, 20]])).toEqual([]);
});

it('returns the line of a character', () => {
  expect([0, 4, 5, 13, 14, 39].map((offset) => text.lineAt(offset))).toEqual([1, 1, 2, 2, 3, 6]);
});
