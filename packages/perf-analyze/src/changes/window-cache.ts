import { createHash } from 'node:crypto';
import { TOOL } from '../tool.js';
import type { WindowChange, WindowColumns } from './analyse-window.js';
import type { ChangeOptions } from './change.js';
import type { MachineColumns } from './machine-columns.js';

/**
 * Raise it with whatever changes what is found: results of another method are not taken from a cache.
 * test/real-histories.test.ts fails where it was forgotten.
 */
export const METHOD_VERSION = 3;

/** Keeps the changes of windows by their keys. */
export interface WindowCache {
  readonly get: (key: string) => readonly WindowChange[] | undefined;
  readonly set: (key: string, changes: readonly WindowChange[]) => void;
}

/** Returns a hash of all that the changes of a window depend on: its values, the options and the method. */
export function keyOfWindow({ p50, p95 }: WindowColumns, options: ChangeOptions): string {
  const { minimumEffect, largestPValue, fewestRuns, isReference } = options;
  const method = [METHOD_VERSION, TOOL.version, minimumEffect, largestPValue, fewestRuns];
  const hash = createHash('sha256').update(JSON.stringify(method));
  for (const { benchmarks, runs } of [p50, p95]) {
    const named = benchmarks.map(({ benchmark }) => [benchmark, isReference?.(benchmark) ?? null]);
    hash.update(JSON.stringify([runs.length, named]));
    for (const { values, errors } of benchmarks) hash.update(bytesOf(values)).update(bytesOf(errors));
  }
  return hash.digest('hex');
}

function bytesOf(values: MachineColumns['benchmarks'][number]['values']): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
