import { ALL_BENCHMARKS, type Change } from './change.js';

/** Runs by which the places of one change may differ between p50 and p95, or between machines. */
const NEAR = 5;

/**
 * Returns the changes without those that say again what another says: p95 where p50 changed in the same
 * way at the same place, the same change seen on several machines of one environment, and a change of a machine that
 * benchmarks in another unit show, too.
 */
export function withoutRepetitions(changes: readonly Change[]): Change[] {
  return changes.filter((change, i) => !changes.some((other, k) => saysMore(other, k, change, i)));
}

function saysMore(other: Change, otherIndex: number, change: Change, index: number): boolean {
  if (other.benchmark !== change.benchmark || other.kind !== change.kind) return false;
  if (Math.sign(other.ratio.point) !== Math.sign(change.ratio.point)) return false;
  const overlap =
    other.surelyAfterRun - NEAR <= change.surelyAtRun && change.surelyAfterRun - NEAR <= other.surelyAtRun;
  if (!overlap) return false;
  if (other.unit !== change.unit) return change.benchmark === ALL_BENCHMARKS && otherIndex < index;
  if (other.percentile !== change.percentile) return other.percentile === 'p50';
  if (other.fingerprint === change.fingerprint) return false;
  return other.pValue < change.pValue || (other.pValue === change.pValue && otherIndex < index);
}
