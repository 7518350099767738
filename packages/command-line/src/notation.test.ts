import { describe, expect, it } from 'vitest';
import { durationMsFrom, LONGEST_SPAN_MS, parseDuration } from './duration.js';
import { parseNames } from './names.js';
import { parseRatio, ratioFrom } from './ratio.js';
import { parsePort, parseWhole } from './whole-number.js';

describe('durations', () => {
  it.each<[string | number, number]>([
    ['90ms', 90],
    ['2s', 2000],
    ['1.5m', 90_000],
    ['1 min', 60_000],
    ['1h', 3_600_000],
    ['7d', 604_800_000],
    ['24d', 2_073_600_000],
    ['500us', 0.5],
    ['20ns', 0.00002],
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
    '25d',
    `${'9'.repeat(400)}s`,
    2 ** 31,
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
      expect.objectContaining({ hint: 'Did you mean 30s or 30ms?' }),
    );
  });
});

describe('durations that no timer can wait', () => {
  it.each(['25d', '600h', `${'9'.repeat(400)}ms`])('%j is refused', (text) => {
    expect(() => parseDuration(text, '--timeout')).toThrow(
      `--timeout: expected a duration of at most 24d, found "${text}"`,
    );
  });

  it('are taken where they are only compared with dates, as far as dates go', () => {
    const bounds = { longestMs: LONGEST_SPAN_MS };
    expect(parseDuration('99999d', '--stale-after', bounds)).toBe(99_999 * 86_400_000);
    expect(() => parseDuration(`${'9'.repeat(400)}d`, '--stale-after', bounds)).toThrow(
      '--stale-after: expected a duration of at most 100000000d',
    );
  });
});

describe('waits', () => {
  it('may be none where that is said', () => {
    expect(parseDuration('0s', '--keep', { mayBeZero: true })).toBe(0);
    expect(() => parseDuration('0s', '--time')).toThrow('--time: expected a duration');
    expect(() => parseDuration('0', '--keep', { mayBeZero: true })).toThrow('--keep: expected a duration');
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

describe('values that are nearly right', () => {
  it.each<[() => unknown, string | undefined]>([
    [() => parseRatio('2,5%', '--min-effect'), 'Did you mean 2.5%?'],
    [() => parseRatio('2,5', '--min-effect'), 'Did you mean 2.5%?'],
    [() => parseRatio('0,05', '--min-effect'), 'Did you mean 0.05?'],
    [() => parseDuration('1,5s', '--time'), 'Did you mean 1.5s?'],
    [() => parseDuration('90MS', '--time'), 'Did you mean 90ms?'],
    [() => parseDuration('1,5', '--time'), 'Did you mean 1.5s or 1.5ms?'],
    [() => parseDuration('soon', '--time'), undefined],
    [() => parseNames('p59', '--percentile', ['p50', 'p95']), 'Did you mean p50?'],
    [() => parseNames('regresed', '--fail-on', ['regressed', 'failed']), 'Did you mean regressed?'],
    [() => parseNames('', '--fail-on', ['regressed', 'failed']), undefined],
    [() => parseNames('something', '--fail-on', ['regressed', 'failed']), undefined],
  ])('name what was meant: %s', (parse, hint) => {
    expect(parse).toThrow(expect.objectContaining({ code: 'bad-usage', hint }));
  });
});

describe('whole numbers', () => {
  it('lie within their bounds', () => {
    expect(parseWhole('24', '--rounds', { least: 2 })).toBe(24);
    expect(parsePort('0', '--port')).toBe(0);
    expect(parsePort('65535', '--port')).toBe(65_535);
  });

  it.each(['1', '2.5', '-3', '0x10', '1e3', '', ' 4', '9007199254740993'])('%j is none from 2', (text) => {
    expect(() => parseWhole(text, '--rounds', { least: 2 })).toThrow(
      `--rounds: expected a whole number from 2, found ${JSON.stringify(text)}`,
    );
  });

  it('name both bounds', () => {
    expect(() => parsePort('70000', '--port')).toThrow(
      '--port: expected a whole number from 0 to 65535, found "70000"',
    );
  });
});

describe('names', () => {
  it('are some of those allowed', () => {
    expect(parseNames('p95, p50', '--percentile', ['p50', 'p95'])).toEqual(['p95', 'p50']);
    expect(() => parseNames('p50,p9', '--percentile', ['p50', 'p95'])).toThrow(
      '--percentile: expected p50, p95, found "p9"',
    );
  });
});
