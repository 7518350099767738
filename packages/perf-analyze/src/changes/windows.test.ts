import { describe, expect, test } from 'vitest';
import type { WindowChange } from './analyse-window.js';
import { joinWindows } from './join-windows.js';
import { WINDOW_LENGTH, windowsOf } from './windows.js';

describe('windows', () => {
  test('of a history that is no longer than one are the whole history', () => {
    for (const count of [0, 1, 300, WINDOW_LENGTH]) {
      expect(windowsOf(count)).toEqual([{ from: 0, to: count, keptFrom: 0, keptTo: count }]);
    }
  });

  test('have each run in the kept part of one of them, with 125 others on both sides', () => {
    for (const count of [1_001, 1_749, 1_750, 1_751, 5_000, 12_345]) {
      const windows = windowsOf(count);
      expect(windows.at(-1)?.to).toBe(count);
      windows.forEach(({ from, to, keptFrom, keptTo }, i) => {
        expect(to - from).toBeLessThanOrEqual(WINDOW_LENGTH);
        expect(keptFrom).toBe(i === 0 ? 0 : windows[i - 1]?.keptTo);
        if (i > 0) expect(keptFrom - from).toBe(125);
        if (i < windows.length - 1) expect(to - keptTo).toBe(125);
        else expect(to - keptFrom).toBeGreaterThan(125);
      });
    }
  });

  test('but the last stay as they are when a run is added', () => {
    const [before, after] = [windowsOf(5_000), windowsOf(5_001)];
    expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
  });
});

describe('the changes of windows', () => {
  const windows = windowsOf(1_500);
  const border = windows[0]?.keptTo as number;
  const stepAt = (at: number, benchmark = 'parse'): WindowChange => ({
    benchmark,
    percentile: 'p50',
    kind: 'step',
    shift: { point: 0.05, lower: 0.04, upper: 0.06, confidence: 0.95 },
    pValue: 1e-6,
    after: at - 1,
    at,
    surelyAfter: at - 2,
    surelyAt: at + 1,
  });
  const joined = (first: WindowChange[], second: WindowChange[]): number[] =>
    joinWindows([
      { window: windows[0] as (typeof windows)[number], changes: first },
      { window: windows[1] as (typeof windows)[number], changes: second },
    ]).map(({ at }) => at);
  const from = windows[1]?.from as number;

  test('that both have are one, wherever they place it', () => {
    expect(joined([stepAt(border - 1)], [stepAt(border - 1 - from)])).toEqual([border - 1]);
    expect(joined([stepAt(border + 3)], [stepAt(border - 3 - from)])).toEqual([border + 3]);
    expect(joined([stepAt(border - 3)], [stepAt(border + 3 - from)])).toEqual([border - 3]);
  });

  test('are not lost where each places it in the part of the other', () => {
    expect(joined([stepAt(border + 1)], [])).toEqual([border + 1]);
    expect(joined([], [stepAt(border - 1 - from)])).toEqual([border - 1]);
  });

  test('are left to the window that has more runs around them', () => {
    expect(joined([stepAt(border + 100)], [])).toEqual([]);
    expect(joined([], [stepAt(border - 100 - from)])).toEqual([]);
    expect(joined([], [stepAt(border + 100 - from)])).toEqual([border + 100]);
  });

  test('of other benchmarks are others', () => {
    expect(joined([stepAt(border)], [stepAt(border - from, 'print')])).toEqual([border, border]);
  });
});
