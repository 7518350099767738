import type { WindowChange } from './analyse-window.js';
import type { Window } from './windows.js';

/** Runs by which two windows may place the same change differently. */
const NEAR = 10;

/**
 * Returns the changes of all windows by their places among the machine's runs, oldest window first: of
 * each window those of its own runs, and around the border of two windows those that either of them has.
 */
export function joinWindows(
  windows: readonly { readonly window: Window; readonly changes: readonly WindowChange[] }[],
): WindowChange[] {
  const joined: WindowChange[] = [];
  for (const { window, changes } of windows) {
    const { from, keptFrom, keptTo } = window;
    const atBorder = joined.filter(({ at }) => at >= keptFrom - NEAR);
    for (const change of changes) {
      const placed = shifted(change, from);
      if (placed.at < keptFrom - NEAR || placed.at >= keptTo + NEAR) continue;
      if (!atBorder.some((other) => isSame(placed, other))) joined.push(placed);
    }
  }
  return joined;
}

function shifted(change: WindowChange, by: number): WindowChange {
  return {
    ...change,
    after: change.after + by,
    at: change.at + by,
    surelyAfter: change.surelyAfter + by,
    surelyAt: change.surelyAt + by,
  };
}

function isSame(one: WindowChange, other: WindowChange): boolean {
  return (
    one.benchmark === other.benchmark &&
    one.percentile === other.percentile &&
    one.kind === other.kind &&
    Math.sign(one.shift.point) === Math.sign(other.shift.point) &&
    Math.abs(one.at - other.at) <= NEAR
  );
}
