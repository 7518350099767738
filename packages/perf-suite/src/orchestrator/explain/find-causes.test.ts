import { expect, it } from 'vitest';
import type { CallTree } from './call-tree.js';
import { findCauses } from './find-causes.js';
import { pairFunctions } from './pair-functions.js';
import { GARBAGE_COLLECTOR, type ProfiledFunction } from './profiled-functions.js';
import { profiledFunction, treeOf } from './testing/profiled.js';

function namesOf(
  base: CallTree,
  head: CallTree,
  allocations: { base: CallTree; head: CallTree } | null = null,
) {
  const pairs = pairFunctions(functionsIn(base), functionsIn(head));
  const { functions } = findCauses({ pairs, repetitions: [{ base, head }], allocations });
  return functions.map(({ pair, ns }) => [pair.head?.name ?? pair.base?.name, ns.head - ns.base]);
}

function functionsIn(tree: CallTree): Set<ProfiledFunction> {
  return new Set([tree.called, ...[...tree.children.values()].flatMap((child) => [...functionsIn(child)])]);
}

const bench = profiledFunction('bench');
const caller = profiledFunction('caller');
const callee = profiledFunction('callee');
const changed = (one: ProfiledFunction): ProfiledFunction => ({ ...one, hash: 'otherwise' });

it('a slower function is named, not those that call it', () => {
  const base = treeOf([[bench, caller], 50], [[bench, caller, callee], 100]);
  const head = treeOf([[bench, caller], 52], [[bench, caller, changed(callee)], 300]);
  expect(namesOf(base, head)[0]).toEqual(['callee', 200]);
});

it('what unchanged functions take longer is put down to the changed one that calls them', () => {
  const base = treeOf([[bench, caller], 50], [[bench, caller, callee], 100]);
  const head = treeOf([[bench, changed(caller)], 60], [[bench, changed(caller), callee], 300]);
  expect(namesOf(base, head)[0]).toEqual(['caller', 210]);
});

it('an unchanged function stands for itself where no changed one calls it', () => {
  const base = treeOf([[bench, caller], 50], [[bench, caller, callee], 100]);
  const head = treeOf([[bench, caller], 50], [[bench, caller, callee], 300]);
  expect(namesOf(base, head)[0]).toEqual(['callee', 200]);
});

it('time of the engine and of Node is that of the function that calls them', () => {
  const native = profiledFunction('slice', { kind: 'runtime' });
  const base = treeOf([[bench, caller], 50]);
  const head = treeOf([[bench, changed(caller)], 50], [[bench, changed(caller), native], 80]);
  expect(namesOf(base, head)[0]).toEqual(['caller', 80]);
});

it('garbage collection counts for what allocates more', () => {
  const collector = profiledFunction(GARBAGE_COLLECTOR, { kind: 'state' });
  const base = treeOf([[bench, caller], 50], [[bench, callee], 50], [[collector], 10]);
  const head = treeOf([[bench, caller], 60], [[bench, changed(callee)], 55], [[collector], 110]);
  const allocations = { base: treeOf([[bench, callee], 100]), head: treeOf([[bench, changed(callee)], 900]) };
  expect(namesOf(base, head, allocations)[0]).toEqual(['callee', 5]);
  expect(namesOf(base, head)[0]).toEqual(['caller', 10]);
});
