import { runStarted } from '@perf-suite/testing/sample-events';
import { describe, expect, it } from 'vitest';
import { channelFilter, patternFrom } from './channel-filter.js';

function wanted(subscribe: { channels: string[]; bench?: string }): boolean[] | string {
  const filter = channelFilter({ bench: null, ...subscribe }, () => runStarted(3).benchmarks);
  return typeof filter === 'string' ? filter : [0, 1, 2, 3, 9].map((channel) => filter.wants(channel));
}

describe('channelFilter', () => {
  it('takes the channels that are named, or all', () => {
    expect(wanted({ channels: ['run'] })).toEqual([true, false, false, false, false]);
    expect(wanted({ channels: ['s/1'] })).toEqual([false, false, true, false, false]);
    expect(wanted({ channels: ['run', 's/*'] })).toEqual([true, true, true, true, true]);
    expect(wanted({ channels: [] })).toEqual([false, false, false, false, false]);
  });

  it('narrows samples by group and name, or by id, and leaves run messages alone', () => {
    expect(wanted({ channels: ['run', 's/*'], bench: 'group/b1' })).toEqual([
      true,
      false,
      true,
      false,
      false,
    ]);
    expect(wanted({ channels: ['s/*'], bench: 'group > b1' })).toEqual([false, false, true, false, false]);
    expect(wanted({ channels: ['run', 's/*'], bench: '*b?' })).toEqual([true, true, true, true, false]);
    expect(wanted({ channels: ['run', 's/*'], bench: 'a.bench.ts*2' })).toEqual([
      true,
      false,
      false,
      true,
      false,
    ]);
  });

  it.each(['x', 's/', 's/01', 's/-1', 's/1.5', 's/9999999'])(
    'says what is wrong with the channel %o',
    (name) => {
      expect(wanted({ channels: ['run', name] })).toContain('subscribe.channels[1]: expected "run"');
    },
  );
});

describe('patternFrom', () => {
  it.each([
    ['', '', true],
    ['*', '', true],
    ['a*c', 'abbbc', true],
    ['a*c', 'abbb', false],
    ['a*b*c', 'axxbyyc', true],
    ['?', '', false],
    ['a.c', 'abc', false],
    ['*.ts', 'a.ts.ts', true],
  ])('%o on %o is %o', (pattern, text, expected) => {
    expect(patternFrom(pattern)(text)).toBe(expected);
  });

  it('answers at once for patterns that trap a matcher that backtracks', () => {
    const pattern = `${'*a'.repeat(200)}b`;
    // 2^200 steps for a naive one; at most 512 x 20,000 here.
    expect(patternFrom(pattern)('a'.repeat(20_000))).toBe(false);
  });
});
