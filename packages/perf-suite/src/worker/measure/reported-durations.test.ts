import { describe, expect, it } from 'vitest';
import { constantDurationWarnings, OwnTime, ReportedDurations } from './reported-durations.js';

function reporting(...durationsMs: readonly number[]): ReportedDurations {
  const reported = new ReportedDurations();
  for (const overriddenDuration of durationsMs) reported.durationNs({ overriddenDuration }, 7);
  return reported;
}

describe('ReportedDurations', () => {
  it('believes what a call says, in milliseconds, and the clock where it says nothing', () => {
    const reported = new ReportedDurations();
    expect(reported.durationNs({ overriddenDuration: 1.5 }, 7)).toBe(1_500_000);
    expect(reported.durationNs({ overriddenDuration: 0 }, 7)).toBe(0);
    expect(reported.durationNs({ overriddenDuration: undefined }, 7)).toBe(7);
    expect(reported.durationNs(undefined, 7)).toBe(7);
  });

  it('believes a call of many operations, and tells what one of them leaves out', () => {
    const reported = new ReportedDurations();
    for (let i = 0; i < 5; i++) expect(reported.durationNs(new OwnTime(2000, 4), 2400)).toBe(500);
    expect(reported.times).toEqual({ reportedNs: 500, restNs: 100 });
  });

  it.each([
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [Number.NaN, 'NaN'],
    [-1, '-1'],
    [1e12, '1000000000000'],
    ['5', 'a string'],
    [null, 'null'],
  ])('refuses %s', (overriddenDuration, found) => {
    expect(() => new ReportedDurations().durationNs({ overriddenDuration }, 7)).toThrow(
      `overriddenDuration: expected a finite number of milliseconds from 0 to 86400000 (a day), found ${found}`,
    );
  });
});

it('the latest calls tell their own time, and what the clock showed besides', () => {
  const reported = new ReportedDurations();
  expect(reported.times).toBeNull();
  for (let i = 0; i < 2000; i++) reported.durationNs({ overriddenDuration: i < 900 ? 9 : 1 }, 1_500_000);
  expect(reported.times).toEqual({ reportedNs: 1_000_000, restNs: 500_000 });
});

describe('constantDurationWarnings', () => {
  it('warns of a duration that never changes, in either variant', () => {
    const [warning] = constantDurationWarnings('a', [reporting(1, 2, 1, 2, 1), reporting(3, 3, 3, 3, 3)]);
    expect(warning).toMatchObject({
      code: 'constant-duration',
      message: expect.stringContaining(
        '"a" reports the same duration for every call (overriddenDuration: 3)',
      ),
    });
  });

  it('says nothing where it changes, or after few calls', () => {
    expect(constantDurationWarnings('a', [reporting(1, 1, 1, 1, 1.001), reporting(3, 3)])).toEqual([]);
    expect(constantDurationWarnings('a', [])).toEqual([]);
  });
});
