import type { BenchmarkColumns, EnvironmentHistory } from '../history/environment-history.js';
import { isSpeed } from '../history/speed-units.js';

/** Benchmarks whose values move together where the machine gets slower. */
export interface ComparableGroup {
  readonly unit: string;
  readonly history: EnvironmentHistory;
}

/**
 * Returns the history in parts that are analysed apart, those that show the machine best first: the times of all
 * benchmarks together, and so their rates, as a machine slows all of them; everything else, such as bytes, by itself.
 */
export function comparableGroups(history: EnvironmentHistory): ComparableGroup[] {
  const groups = new Map<string, BenchmarkColumns[]>();
  for (const [i, columns] of history.benchmarks.entries()) {
    const key = isSpeed(columns.unit) ? columns.unit : String(i);
    groups.set(key, [...(groups.get(key) ?? []), columns]);
  }
  return [...groups.values()]
    .map((benchmarks) => ({ unit: benchmarks[0]!.unit, history: { ...history, benchmarks } }))
    .sort((a, b) => weight(b) - weight(a));
}

function weight({ unit, history }: ComparableGroup): number {
  return isSpeed(unit) ? history.benchmarks.length : 0;
}
