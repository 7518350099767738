import type { Allocation, PairedBenchmark } from '@perf-suite/schema';

/** What a call of each variant allocated, by round; all lists are as long as `rounds`. In bytes a call. */
export interface AllocationRounds {
  /** Numbers of the rounds in which both variants were read, ascending. */
  readonly rounds: readonly number[];
  readonly base: readonly Bytes[];
  readonly head: readonly Bytes[];
  /** Why other rounds told nothing: what the first of them says. Null where all did. */
  readonly notMeasured: string | null;
}

interface Bytes {
  /** On the heap and outside of it. */
  readonly total: number;
  readonly external: number;
}

/** Returns what a benchmark's rounds say of what its calls allocate; null where nobody looked. */
export function allocationRounds(benchmark: PairedBenchmark): AllocationRounds | null {
  const rounds: number[] = [];
  const [base, head]: [Bytes[], Bytes[]] = [[], []];
  let notMeasured: string | null = null;
  let wasRead = false;
  for (const { round, allocation } of benchmark.rounds.toSorted((a, b) => a.round - b.round)) {
    if (allocation?.base === undefined || allocation.head === undefined) continue;
    wasRead = true;
    const [ofBase, ofHead] = [bytesOf(allocation.base), bytesOf(allocation.head)];
    if (typeof ofBase === 'string' || typeof ofHead === 'string') {
      notMeasured ??= typeof ofBase === 'string' ? ofBase : String(ofHead);
      continue;
    }
    rounds.push(round);
    base.push(ofBase);
    head.push(ofHead);
  }
  return wasRead ? { rounds, base, head, notMeasured } : null;
}

function bytesOf(allocation: Allocation): Bytes | string {
  if ('notMeasured' in allocation) return allocation.notMeasured;
  const { heapBytes, externalBytes } = allocation;
  return { total: heapBytes + externalBytes, external: externalBytes };
}
