import type { Variant } from '@perf-suite/schema';

/** The same of base and of head. */
export type Sides<T> = Readonly<Record<Variant, T>>;

export function eachSide<T>(read: (side: Variant) => T): Sides<T> {
  return { base: read('base'), head: read('head') };
}

/** Zero of nothing. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
