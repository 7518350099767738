import { basename } from 'node:path';
import type { ProfiledFunction } from './profiled-functions.js';

/** A function of both variants, or of one that the other has not. */
export interface FunctionPair {
  readonly base: ProfiledFunction | null;
  readonly head: ProfiledFunction | null;
  readonly change: 'changed' | 'unchanged' | 'new' | 'gone';
}

export type FunctionPlace = Pick<ProfiledFunction, 'name' | 'file' | 'line'>;

/** Returns where a function is in head, or in base where head has it no more. */
export function placeOf({ base, head }: FunctionPair): FunctionPlace {
  const { name, file, line } = head ?? base ?? { name: '(unknown)', file: null, line: null };
  return { name, file, line };
}

/** Functions by their key in each variant. */
export interface PairedFunctions {
  readonly base: ReadonlyMap<string, FunctionPair>;
  readonly head: ReadonlyMap<string, FunctionPair>;
}

/** What two functions have in common that are the same one; the surest first. */
const SIGNS: readonly ((one: ProfiledFunction) => string)[] = [
  ({ file, name, hash }) => `${file} ${name} ${hash}`,
  ({ file, name }) => `${file} ${name}`,
  ({ file, name, hash }) => `${basename(file ?? '')} ${name} ${hash}`,
  ({ file, name }) => `${basename(file ?? '')} ${name}`,
];

/** Finds for each function of base the one of head that it became: lines move between commits, names rarely do. */
export function pairFunctions(
  base: Iterable<ProfiledFunction>,
  head: Iterable<ProfiledFunction>,
): PairedFunctions {
  const left = { base: inOrder(base), head: new Set(inOrder(head)) };
  const pairs: FunctionPair[] = [];
  for (const signOf of SIGNS) {
    const bySign = groupedBy(left.head, signOf);
    left.base = left.base.filter((one) => {
      const other = bySign.get(signOf(one))?.shift();
      if (other === undefined) return true;
      pairs.push({ base: one, head: other, change: one.hash === other.hash ? 'unchanged' : 'changed' });
      left.head.delete(other);
      return false;
    });
  }
  for (const one of left.base) pairs.push({ base: one, head: null, change: 'gone' });
  for (const one of left.head) pairs.push({ base: null, head: one, change: 'new' });
  const by = (side: 'base' | 'head') =>
    new Map(
      pairs.flatMap((pair) => {
        const one = pair[side];
        return one === null ? [] : [[one.key, pair] as const];
      }),
    );
  return { base: by('base'), head: by('head') };
}

function inOrder(functions: Iterable<ProfiledFunction>): ProfiledFunction[] {
  return [...functions]
    .filter(({ kind }) => kind !== 'tool' && kind !== 'hook')
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

function groupedBy<T>(values: Iterable<T>, keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group === undefined) groups.set(keyOf(value), [value]);
    else group.push(value);
  }
  return groups;
}
