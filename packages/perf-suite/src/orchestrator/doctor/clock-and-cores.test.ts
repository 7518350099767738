import { describe, expect, it } from 'vitest';
import { measureClock } from './clock.js';
import { activityBetween, parseProcStat, watchCpuActivity } from './cpu-activity.js';

describe('measureClock', () => {
  it('finds the smallest step and the mean cost of a clock that counts in tens', () => {
    let readings = 0n;
    // Each reading takes 25 ns; the clock shows whole tens.
    const readNs = (): bigint => {
      readings += 1n;
      return ((readings * 25n) / 10n) * 10n;
    };
    const clock = measureClock(readNs);
    expect(clock.stepNs).toBe(20);
    expect(clock.costNs).toBeCloseTo(25, 2);
  });

  it('finds something sensible on the real one', () => {
    const { stepNs, costNs } = measureClock();
    expect(stepNs).toBeGreaterThan(0);
    expect(Number.isFinite(stepNs)).toBe(true);
    expect(costNs).toBeGreaterThan(0);
  });
});

describe('activity of the cores', () => {
  const before = parseProcStat('cpu  100 0 50 800 50 0 0 0 0 0\ncpu0 1 2 3\n');

  it('is what was not idle and not waiting for a disk', () => {
    const after = parseProcStat('cpu  130 0 60 850 60 0 0 20 0 0\n');
    const { busyRatio, stolenRatio } = activityBetween(before, after);
    expect(busyRatio).toBeCloseTo(0.5, 12);
    expect(stolenRatio).toBeCloseTo(20 / 120, 12);
  });

  it('is nothing where no time passed', () => {
    expect(activityBetween(before, before)).toEqual({ busyRatio: 0, stolenRatio: null });
  });

  it('lies between nothing and all on the real machine', async () => {
    const { busyRatio } = await watchCpuActivity(50);
    expect(busyRatio).toBeGreaterThanOrEqual(0);
    expect(busyRatio).toBeLessThanOrEqual(1);
  });
});
