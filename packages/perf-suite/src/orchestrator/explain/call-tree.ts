import type { HeapProfiler, Profiler } from 'node:inspector';
import { median } from '../../wire/median.js';
import type { ProfiledMessage } from '../../wire/profile.js';
import type { ProfiledFunction } from './profiled-functions.js';

/** What calls of a benchmark spend: time in nanoseconds or memory in bytes, per call. */
export interface CallTree {
  readonly called: ProfiledFunction;
  /** Spent in the function itself. */
  self: number;
  readonly children: Map<string, CallTree>;
}

type FunctionOf = (frame: Profiler.Profile['nodes'][number]['callFrame']) => ProfiledFunction;

const ROOT: ProfiledFunction = {
  key: '',
  name: 'all calls',
  file: null,
  line: null,
  hash: null,
  kind: 'loop',
  owner: '',
};

export function emptyTree(called: ProfiledFunction = ROOT): CallTree {
  return { called, self: 0, children: new Map() };
}

export function childOf(tree: CallTree, called: ProfiledFunction): CallTree {
  const known = tree.children.get(called.key);
  if (known !== undefined) return known;
  const child = emptyTree(called);
  tree.children.set(called.key, child);
  return child;
}

/** Multiplies all of a tree. */
export function scaled({ called, self, children }: CallTree, factor: number): CallTree {
  return {
    called,
    self: self * factor,
    children: new Map([...children].map(([key, child]) => [key, scaled(child, factor)])),
  };
}

export function totalOf(tree: CallTree): number {
  let total = tree.self;
  for (const child of tree.children.values()) total += totalOf(child);
  return total;
}

/**
 * Returns the time that each call spends in each function, in nanoseconds, without what this tool and hooks take.
 * @param lines where functions spend time when none is inlined; null where V8 tells inlined functions itself
 */
export function timeTree(
  { cpuProfile: profile, calls, durationNs }: Pick<ProfiledMessage, 'cpuProfile' | 'calls' | 'durationNs'>,
  { functionOf, lines }: { functionOf: FunctionOf; lines: InlinedLines | null },
): CallTree {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const selfNs = selfTimes(profile, durationNs / calls);
  const root = emptyTree();
  const visit = (id: number, parent: CallTree): void => {
    const node = nodes.get(id);
    if (node === undefined) return;
    const called = functionOf(node.callFrame);
    if (called.kind === 'hook') return;
    const isShown = called.kind !== 'tool' && called.kind !== 'loop';
    const place = isShown ? childOf(parent, called) : parent;
    const ns = selfNs.get(id) ?? 0;
    if (ns > 0) addSelf({ place, called, isShown, ns }, node.positionTicks ?? [], lines);
    for (const child of node.children ?? []) visit(child, place);
  };
  const first = profile.nodes[0];
  if (first !== undefined) visit(first.id, root);
  return root;
}

/** Between two samples that are much further apart, other programs had the core. */
const LONGEST_INTERVALS = 4;

/** Returns the time in each node itself; all nodes together take `wholeNs`. */
function selfTimes(
  { samples = [], timeDeltas = [] }: Profiler.Profile,
  wholeNs: number,
): Map<number, number> {
  const longestUs = timeDeltas.length === 0 ? 0 : LONGEST_INTERVALS * median(timeDeltas);
  const self = new Map<number, number>();
  let whole = 0;
  samples.forEach((id, i) => {
    // A sample stands for the time until the next one.
    const us = Math.min(Math.max(0, timeDeltas[i + 1] ?? 0), longestUs);
    self.set(id, (self.get(id) ?? 0) + us);
    whole += us;
  });
  for (const [id, us] of self) self.set(id, whole > 0 ? (us / whole) * wholeNs : 0);
  return self;
}

interface SelfTime {
  readonly place: CallTree;
  readonly called: ProfiledFunction;
  readonly isShown: boolean;
  readonly ns: number;
}

/** Before Node 26, V8 puts the time of inlined functions down to where they are inlined, with the lines of their own. */
function addSelf(
  { place, called, isShown, ns }: SelfTime,
  ticks: readonly Profiler.PositionTickInfo[],
  lines: InlinedLines | null,
): void {
  const total = ticks.reduce((sum, one) => sum + one.ticks, 0);
  if (lines === null || total === 0) {
    if (isShown) place.self += ns;
    return;
  }
  for (const { line, ticks: count } of ticks) {
    const share = (ns * count) / total;
    const shares = lines.sharesOf(called, line);
    if (shares.length === 0 && isShown) place.self += share;
    for (const { path, ratio } of shares) {
      let at = place;
      for (const one of path) at = childOf(at, one);
      // Directly in the loop is no function of the benchmark's.
      if (isShown || path.length > 0) at.self += share * ratio;
    }
  }
}

/** A function below another one, as it is called when nothing is inlined. */
interface LineShare {
  readonly path: readonly ProfiledFunction[];
  readonly ratio: number;
}

const DEEPEST = 12;

/** In which functions below another one time is spent at a line, as seen in a process without inlining. */
export class InlinedLines {
  /** By the outer function's key and the line. */
  readonly #ticks = new Map<string, Map<string, { path: readonly ProfiledFunction[]; ticks: number }>>();

  constructor(profile: Profiler.Profile, functionOf: FunctionOf) {
    const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
    const visit = (id: number, above: readonly ProfiledFunction[]): void => {
      const node = nodes.get(id);
      if (node === undefined) return;
      const called = functionOf(node.callFrame);
      if (called.kind === 'hook') return;
      const path = called.kind === 'tool' ? [] : [...above, called].slice(-DEEPEST);
      for (const { line, ticks } of node.positionTicks ?? []) this.#note(path, line, ticks);
      for (const child of node.children ?? []) visit(child, path);
    };
    const first = profile.nodes[0];
    if (first !== undefined) visit(first.id, []);
  }

  sharesOf({ key }: ProfiledFunction, line: number): LineShare[] {
    const found = [...(this.#ticks.get(`${key} ${line}`)?.values() ?? [])];
    const total = found.reduce((sum, { ticks }) => sum + ticks, 0);
    return found.map(({ path, ticks }) => ({ path, ratio: ticks / total }));
  }

  /** Each function on the way may be the one that all below it is inlined into. */
  #note(path: readonly ProfiledFunction[], line: number, ticks: number): void {
    path.forEach(({ key }, i) => {
      const below = path.slice(i + 1);
      // Of one that calls itself, the outermost stands for all.
      if (path.findIndex((one) => one.key === key) !== i) return;
      const place = `${key} ${line}`;
      const known = this.#ticks.get(place) ?? new Map();
      const pathKey = below.map((one) => one.key).join('\n');
      const before = known.get(pathKey)?.ticks ?? 0;
      known.set(pathKey, { path: below, ticks: before + ticks });
      this.#ticks.set(place, known);
    });
  }
}

/** Returns the bytes that each call allocates in each function. */
export function allocationTree(
  head: HeapProfiler.SamplingHeapProfileNode,
  { calls, functionOf }: { calls: number; functionOf: FunctionOf },
): CallTree {
  const root = emptyTree();
  const visit = (node: HeapProfiler.SamplingHeapProfileNode, parent: CallTree): void => {
    const called = functionOf(node.callFrame);
    if (called.kind === 'hook') return;
    const isShown = called.kind === 'code' || called.kind === 'runtime';
    const place = isShown ? childOf(parent, called) : parent;
    // What is in no function of the benchmark's is the loop's: its clock makes garbage, too.
    if (isShown) place.self += node.selfSize / calls;
    for (const child of node.children) visit(child, place);
  };
  visit(head, root);
  return root;
}
