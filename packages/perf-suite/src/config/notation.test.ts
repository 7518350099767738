import { describe, expect, it } from 'vitest';
import { closestWord } from './closest-word.js';
import { durationMsFrom, parseDuration } from './parse-duration.js';
import { parseRatio, ratioFrom } from './parse-ratio.js';

describe('durations', () => {
  it.each<[string | number, number]>([
    ['90ms', 90],
    ['2s', 2000],
    ['1.5m', 90_000],
    ['1 min', 60_000],
    ['1h', 3_600_000],
    ['500us', 0.5],
    ['.5s', 500],
    [' 90ms ', 90],
    [250, 250],
  ])('%j is %d ms', (text, durationMs) => {
    expect(durationMsFrom(text)).toBeCloseTo(durationMs, 9);
  });

  it.each([
    '',
    '0',
    '90',
    '0ms',
    '-1s',
    'ms',
    '2 parsecs',
    '1s 5ms',
    '1e3',
    'Infinity',
    '0x10',
    Number.NaN,
    -5,
  ])('%j is none', (text) => {
    expect(durationMsFrom(text)).toBeNull();
  });

  it('names the flag, what was expected and what was found', () => {
    expect(() => parseDuration('soon', '--time')).toThrow(
      '--time: expected a duration such as 90ms, 2s or 1m, found "soon"',
    );
    expect(parseDuration('2s', '--time')).toBe(2000);
    expect(() => parseDuration('30', '--budget')).toThrow(
      expect.objectContaining({ hint: 'Did you mean 30s?' }),
    );
  });
});

describe('shares', () => {
  it.each<[string | number, number]>([
    ['2.5%', 0.025],
    ['10 %', 0.1],
    ['0.05', 0.05],
    ['.5%', 0.005],
    [0.1, 0.1],
  ])('%j is %d', (text, ratio) => {
    expect(ratioFrom(text)).toBeCloseTo(ratio, 12);
  });

  it.each(['2.5', '100%', '0', '0%', '-1%', 'half', '', 1, Number.NaN])('%j is none', (text) => {
    expect(ratioFrom(text)).toBeNull();
  });

  it('name the flag, what was expected and what was found', () => {
    expect(() => parseRatio('2.5', '--min-effect')).toThrow(
      '--min-effect: expected a share between 0 and 1 such as 2.5% or 0.025, found "2.5"',
    );
    expect(() => parseRatio('2.5', '--min-effect')).toThrow(
      expect.objectContaining({ hint: 'Did you mean 2.5%?' }),
    );
    expect(() => parseRatio('half', '--min-effect')).toThrow(expect.objectContaining({ hint: undefined }));
    expect(parseRatio('2.5%', '--min-effect')).toBe(0.025);
  });
});

describe('closestWord', () => {
  const words = ['rounds', 'time', 'timeout', 'minimumEffect'];
  it.each([
    ['ruonds', 'rounds'],
    ['Rounds', 'rounds'],
    ['tiem', 'time'],
    ['minEffect', 'minimumEffect'],
    ['colour', null],
    ['', null],
  ])('of %j is %j', (typed, meant) => {
    expect(closestWord(typed, words)).toBe(meant);
  });
});
