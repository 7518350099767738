import { type CallTree, totalOf } from './call-tree.js';
import { type FunctionPair, type PairedFunctions, placeOf } from './pair-functions.js';
import { GARBAGE_COLLECTOR, MODULE } from './profiled-functions.js';
import { eachSide, mean, type Sides } from './sides.js';

/** One profile of each variant, taken one after the other. */
export type Repetition = Sides<CallTree>;

/** What one function has to do with the slowdown, per call, as means over the repetitions. */
export interface Cause {
  readonly pair: FunctionPair;
  /** Whether head changes the text around the functions of its file: a constant, an import. */
  readonly isInChangedFile: boolean;
  /** Time of the function and of unchanged ones below it, in nanoseconds. */
  readonly ns: Sides<number>;
  /** In each repetition, by how much longer head takes. */
  readonly growthNs: readonly number[];
  /** Time in its own text alone. */
  readonly ownNs: Sides<number>;
  /** What it allocates, with what unchanged functions below it do; null where that was not sampled. */
  readonly bytes: Sides<number> | null;
  /** The time of the garbage collector that its allocations stand for. */
  readonly garbageNs: Sides<number>;
  /** The function below it whose own time grew most, where that is most of it. */
  readonly mostlyIn: FunctionPair | null;
}

export interface Causes {
  /** All of a call. */
  readonly totalNs: Sides<number>;
  readonly growthNs: readonly number[];
  readonly garbageNs: Sides<number>;
  readonly bytes: Sides<number> | null;
  /** Those that grew most first. */
  readonly functions: readonly Cause[];
}

export interface ProfiledSides {
  readonly pairs: PairedFunctions;
  readonly repetitions: readonly Repetition[];
  /** In bytes; null where they were not sampled. */
  readonly allocations: Sides<CallTree> | null;
}

/**
 * Puts the growth of a benchmark's time down to functions: what a function of unchanged text takes longer is the
 * affair of the changed one that calls it, with more calls or other data. Where no changed one is above it, it stands
 * for itself. Garbage collection is divided by what functions allocate more.
 */
export function findCauses({ pairs, repetitions, allocations }: ProfiledSides): Causes {
  const sums = repetitions.map((trees) => ({
    base: sumsOf(trees.base, pairs.base),
    head: sumsOf(trees.head, pairs.head),
  }));
  const memory =
    allocations === null
      ? null
      : { base: sumsOf(allocations.base, pairs.base), head: sumsOf(allocations.head, pairs.head) };
  const garbageNs = meanOf(repetitions.map((trees) => eachSide((side) => garbageOf(trees[side]))));
  const all = new Set([...pairs.base.values(), ...pairs.head.values()]);
  const bytesOf = (pair: FunctionPair): Sides<number> | null =>
    memory === null ? null : eachSide((side) => memory[side].blamed.get(pair) ?? 0);
  const moreBytes = (pair: FunctionPair): number => {
    const bytes = bytesOf(pair);
    return bytes === null ? 0 : Math.max(0, bytes.head - bytes.base);
  };
  const allMoreBytes = [...all].reduce((sum, pair) => sum + moreBytes(pair), 0);
  const moreGarbageNs = Math.max(0, garbageNs.head - garbageNs.base);
  const changedFiles = new Set(
    [...all]
      .filter(({ head, change }) => head?.name === MODULE && change === 'changed')
      .map((pair) => placeOf(pair).file),
  );
  const functions = [...all].map((pair): Cause => {
    const each = sums.map((one) => eachSide((side) => one[side].blamed.get(pair) ?? 0));
    const own = meanOf(sums.map((one) => eachSide((side) => one[side].own.get(pair) ?? 0)));
    const share = allMoreBytes > 0 ? moreBytes(pair) / allMoreBytes : 0;
    return {
      pair,
      isInChangedFile: changedFiles.has(placeOf(pair).file),
      ns: meanOf(each),
      growthNs: each.map(({ base, head }) => head - base),
      ownNs: own,
      bytes: bytesOf(pair),
      garbageNs: { base: 0, head: share * moreGarbageNs },
      mostlyIn: mostlyIn(pair, sums),
    };
  });
  return {
    totalNs: meanOf(repetitions.map((trees) => eachSide((side) => totalOf(trees[side])))),
    growthNs: repetitions.map(({ base, head }) => totalOf(head) - totalOf(base)),
    garbageNs,
    bytes: allocations === null ? null : eachSide((side) => totalOf(allocations[side])),
    functions: functions.sort((a, b) => growthOf(b) - growthOf(a)),
  };
}

/** By how much a call is slower for a function, with the garbage that it makes. */
export function growthOf({ ns, garbageNs }: Pick<Cause, 'ns' | 'garbageNs'>): number {
  return ns.head - ns.base + garbageNs.head - garbageNs.base;
}

interface Sums {
  /** Own time of each function, with that of Node and the engine below it. */
  readonly own: Map<FunctionPair, number>;
  /** The same, with that of unchanged functions below it, where it is changed. */
  readonly blamed: Map<FunctionPair, number>;
  /** For each that others are put down to: what each of them takes. */
  readonly through: Map<FunctionPair, Map<FunctionPair, number>>;
}

function sumsOf(tree: CallTree, pairs: ReadonlyMap<string, FunctionPair>): Sums {
  const sums: Sums = { own: new Map(), blamed: new Map(), through: new Map() };
  const visit = (node: CallTree, owner: FunctionPair | null, changed: FunctionPair | null): void => {
    const { called } = node;
    const pair = called.kind === 'code' ? (pairs.get(called.owner) ?? null) : null;
    const own = pair ?? owner;
    const above = pair !== null && pair.change !== 'unchanged' ? pair : changed;
    const blamed = above ?? own;
    if (own !== null && blamed !== null && node.self > 0) {
      add(sums.own, own, node.self);
      add(sums.blamed, blamed, node.self);
      const through = sums.through.get(blamed) ?? new Map<FunctionPair, number>();
      add(through, own, node.self);
      sums.through.set(blamed, through);
    }
    for (const child of node.children.values()) visit(child, own, above);
  };
  visit(tree, null, null);
  return sums;
}

/** Returns the function below another one that takes most of what that one takes longer. */
function mostlyIn(pair: FunctionPair, sums: readonly Sides<Sums>[]): FunctionPair | null {
  const growth = new Map<FunctionPair, number>();
  for (const one of sums) {
    for (const [below, ns] of one.head.through.get(pair) ?? []) add(growth, below, ns);
    for (const [below, ns] of one.base.through.get(pair) ?? []) add(growth, below, -ns);
  }
  const all = [...growth.values()].reduce((sum, ns) => sum + ns, 0);
  const [most] = [...growth].sort((a, b) => b[1] - a[1]);
  if (most === undefined || most[0] === pair || most[1] < all / 2) return null;
  return most[0];
}

function garbageOf(tree: CallTree): number {
  let total = tree.called.name === GARBAGE_COLLECTOR ? tree.self : 0;
  for (const child of tree.children.values()) total += garbageOf(child);
  return total;
}

function add(sums: Map<FunctionPair, number>, pair: FunctionPair, amount: number): void {
  sums.set(pair, (sums.get(pair) ?? 0) + amount);
}

function meanOf(values: readonly Sides<number>[]): Sides<number> {
  return eachSide((side) => mean(values.map((one) => one[side])));
}
