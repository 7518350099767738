import type { Variant } from '@perf-suite/schema';
import type { CallTree } from './call-tree.js';
import type { ExplainedProfiles } from './explain-profiles.js';
import type { FunctionPair } from './pair-functions.js';

/** A function where it is called from, on both sides: nanoseconds per call, as means over the profiles. */
export interface FlameNode {
  readonly name: string;
  /** `src/parse.js:12`; empty where it is in no file. */
  readonly place: string;
  readonly change: FunctionPair['change'];
  /** In the function itself, in base and in head. */
  readonly self: readonly [base: number, head: number];
  /** With all that it calls. */
  readonly total: readonly [base: number, head: number];
  readonly children: readonly FlameNode[];
}

/** What takes less of both sides is too narrow to be seen. */
const LEAST_SHARE = 0.0005;

/** Lays the profiles of both sides over each other. */
export function flameGraph({ pairs, repetitions }: ExplainedProfiles): FlameNode {
  const root = new SummedNode(null, 'all calls');
  for (const repetition of repetitions) {
    for (const side of ['base', 'head'] as const) {
      root.add(repetition[side], side, {
        pairOf: (key) => pairs[side].get(key) ?? null,
        weight: 1 / repetitions.length,
      });
    }
  }
  return root.toNode(LEAST_SHARE * Math.max(...root.total()));
}

interface AddContext {
  readonly pairOf: (key: string) => FunctionPair | null;
  readonly weight: number;
}

class SummedNode {
  readonly #pair: FunctionPair | null;
  readonly #name: string;
  readonly #children = new Map<FunctionPair | string, SummedNode>();
  #self: [number, number] = [0, 0];

  constructor(pair: FunctionPair | null, name: string) {
    this.#pair = pair;
    this.#name = name;
  }

  add(tree: CallTree, side: Variant, context: AddContext): void {
    this.#self[side === 'base' ? 0 : 1] += tree.self * context.weight;
    for (const child of tree.children.values()) {
      const { key, name } = child.called;
      const pair = context.pairOf(key);
      const identity = pair ?? key;
      const known = this.#children.get(identity) ?? new SummedNode(pair, name);
      this.#children.set(identity, known);
      known.add(child, side, context);
    }
  }

  total(): [number, number] {
    const total: [number, number] = [...this.#self];
    for (const child of this.#children.values()) {
      const [base, head] = child.total();
      total[0] += base;
      total[1] += head;
    }
    return total;
  }

  toNode(least: number): FlameNode {
    const shown = this.#pair?.head ?? this.#pair?.base ?? null;
    const file = shown?.file ?? null;
    return {
      name: shown?.name ?? this.#name,
      place: file === null ? '' : `${file}${shown?.line == null ? '' : `:${shown.line}`}`,
      change: this.#pair?.change ?? 'unchanged',
      self: this.#self,
      total: this.total(),
      children: [...this.#children.values()]
        .filter((child) => Math.max(...child.total()) >= least)
        .map((child) => child.toNode(least))
        .sort((a, b) => Math.max(...b.total) - Math.max(...a.total)),
    };
  }
}
