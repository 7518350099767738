import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatChange,
  formatElapsed,
  formatExactTime,
  formatShare,
  formatSpeedup,
  formatTime,
} from '../page/format-values.js';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('formatTime', () => {
  it.each([
    [0, '0 ns'],
    [0.31254, '0.3125 ns'],
    [2.31, '2.310 ns'],
    [999.96, '1.000 µs'],
    [15_012.3, '15.01 µs'],
    [1_210_000, '1.210 ms'],
    [2.5e9, '2.500 s'],
    [125.4e9, '125.4 s'],
  ])('writes %d ns as %s', (ns, text) => {
    expect(plain(formatTime(ns))).toBe(text);
  });

  it('writes a dash for no value', () => {
    expect([formatTime(null), formatTime(Number.NaN), formatShare(null), formatSpeedup(undefined)]).toEqual(
      Array(4).fill('–'),
    );
  });
});

describe('formatExactTime', () => {
  it('keeps the digits that a sample has', () => {
    expect(plain(formatExactTime(15_012.3712))).toBe('15,012.37 ns');
    expect(plain(formatExactTime(2.31254))).toBe('2.3125 ns');
  });
});

describe('formatChange', () => {
  it.each([
    [0.95, '5.3 % slower'],
    [1.064, '6.0 % faster'],
    [1.0001, '0.0 %'],
    [0.25, '300 % slower'],
  ])('says of the speedup %d: %s', (speedup, text) => {
    expect(plain(formatChange(speedup))).toBe(text);
  });
});

describe('formatBytes and formatElapsed', () => {
  it('choose the unit by size', () => {
    expect([512, 1536, 73_400_320, 5 * 2 ** 30].map((bytes) => plain(formatBytes(bytes)))).toEqual([
      '512 B',
      '1.5 KiB',
      '70.0 MiB',
      '5.0 GiB',
    ]);
    expect([0, 8_200, 125_000, 3_725_000].map((ms) => plain(formatElapsed(ms)))).toEqual([
      '0 s',
      '8 s',
      '2 min 05 s',
      '1 h 02 min',
    ]);
  });
});
