import { expect, it } from 'vitest';
import { counted, formatNs, formatPercent, formatSpan } from './format.js';

it.each([
  [0, '0.00 ns'],
  [0.26, '0.26 ns'],
  [9.996, '10.0 ns'],
  [930, '930 ns'],
  [999.7, '1.00 µs'],
  [15_040, '15.0 µs'],
  [1_500_000, '1.50 ms'],
  [72e9, '72.0 s'],
])('shows %d ns as %s', (ns, text) => {
  expect(formatNs(ns)).toBe(text);
});

it('spells microseconds in ASCII where asked', () => {
  expect(formatNs(15_000, { ascii: true })).toBe('15.0 us');
});

it.each([
  [400, '0.4 s'],
  [12_300, '12 s'],
  [59_700, '1 min 00 s'],
  [125_000, '2 min 05 s'],
  [3_840_000, '1 h 04 min'],
])('shows %d ms as %s', (ms, text) => {
  expect(formatSpan(ms)).toBe(text);
});

it('shows ratios as percentages and counts with their noun', () => {
  expect([formatPercent(0.031), formatPercent(0.42), formatPercent(1.76)]).toEqual([
    '3.1 %',
    '42 %',
    '176 %',
  ]);
  expect([counted(1, 'round'), counted(4512, 'sample')]).toEqual(['1 round', '4,512 samples']);
});
