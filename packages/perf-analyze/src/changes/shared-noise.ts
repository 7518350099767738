import type { WindowChange } from './analyse-window.js';
import { ALL_BENCHMARKS } from './change.js';

/** Runs by which the places of one change of noise may differ between benchmarks. */
const NEAR = 15;
/** Share of the benchmarks that have to get noisier for the machine to be the cause. */
const SMALLEST_SHARE = 0.5;
const FEWEST = 3;

/**
 * Returns the changes of one machine's benchmarks, with one of all benchmarks in the place of changes of
 * noise that half of them or more have at about the same run.
 */
export function withSharedNoise(changes: readonly WindowChange[], benchmarkCount: number): WindowChange[] {
  const fewest = Math.max(FEWEST, SMALLEST_SHARE * benchmarkCount);
  const kept: WindowChange[] = [];
  const shared = new Set<WindowChange>();
  for (const change of changes) {
    if (change.kind !== 'noise') kept.push(change);
    if (change.kind !== 'noise' || shared.has(change)) continue;
    const alike = changes.filter((other) => isAlike(change, other));
    if (new Set(alike.map(({ benchmark }) => benchmark)).size < fewest) {
      kept.push(change);
      continue;
    }
    for (const one of alike) shared.add(one);
    const surest = alike.reduce((best, one) => (one.pValue < best.pValue ? one : best));
    kept.push({ ...surest, benchmark: ALL_BENCHMARKS });
  }
  return kept.filter((change) => !shared.has(change));
}

function isAlike(change: WindowChange, other: WindowChange): boolean {
  return (
    other.kind === 'noise' &&
    Math.sign(other.shift.point) === Math.sign(change.shift.point) &&
    Math.abs(other.at - change.at) <= NEAR
  );
}
