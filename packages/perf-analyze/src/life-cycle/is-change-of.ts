import type { ChangeEntry } from '@perf-suite/history';

/** Returns whether a change is one of these values; earlier versions did not say of which unit. */
export function isChangeOf(
  entry: Pick<ChangeEntry, 'benchmark' | 'unit'>,
  { benchmark, unit }: { readonly benchmark: string; readonly unit: string },
): boolean {
  return entry.benchmark === benchmark && (entry.unit === undefined || entry.unit === unit);
}
