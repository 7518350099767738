import type { Allocation, AllocationComparison, PairedBenchmark } from '@perf-suite/schema';
import { describe, expect, it } from 'vitest';
import { pairedRun } from '../../test/run-builder.js';
import { seededRandom } from '../statistics/seeded-random.js';
import { judgeAllocations } from './judge-allocation.js';

type Bytes = number | string;

const MADE = pairedRun({ rounds: 10, benchmarks: [{ name: 'a' }] }).benchmarks[0]!;
const OPTIONS = { seed: 1, minimumEffect: 0.05, gates: false };

function allocation(bytes: Bytes): Allocation {
  return typeof bytes === 'string' ? { notMeasured: bytes } : { heapBytes: bytes, externalBytes: 0 };
}

/** A benchmark whose rounds have these bytes of base and of head. */
function benchmark(bytes: readonly (readonly [base: Bytes, head: Bytes])[]): PairedBenchmark {
  const rounds = MADE.rounds.slice(0, bytes.length).map((round, i) => {
    const [base, head] = bytes[i]!;
    return { ...round, allocation: { base: allocation(base), head: allocation(head) } };
  });
  return { ...MADE, rounds };
}

const repeat = (rounds: number, base: Bytes, head: Bytes) =>
  benchmark(Array.from({ length: rounds }, () => [base, head] as const));

function judged(...benchmarks: readonly PairedBenchmark[]): (AllocationComparison | null)[] {
  return judgeAllocations(benchmarks, OPTIONS);
}

describe('what a call allocates', () => {
  it.each([
    ['twice as much', 40, 80, 'regressed'],
    ['half as much', 80, 40, 'improved'],
    ['something where base allocates nothing', 0, 24, 'regressed'],
    ['nothing any more', 24, 0, 'improved'],
    ['as much', 40, 40, 'unchanged'],
    ['nothing on either side', 0, 0, 'unchanged'],
    ['8 bytes more', 16, 24, 'unchanged'],
    ['4 % more', 1000, 1040, 'unchanged'],
    ['6 % more', 1000, 1060, 'regressed'],
  ] as const)('is, where head allocates %s in each round, %s -> %s: %s', (_, base, head, verdict) => {
    expect(judged(repeat(8, base, head))[0]).toMatchObject({ verdict, currentBytes: head });
  });

  it('has a change as a share, unless base allocates nothing', () => {
    const [more, fromNothing] = judged(repeat(8, 40, 80), repeat(8, 0, 24));
    expect(more).toMatchObject({ change: { point: 1, lower: 1, upper: 1 }, changeBytes: { point: 40 } });
    expect(fromNothing).toMatchObject({ change: null, changeBytes: { point: 24 } });
  });

  it('is open with too few rounds for any test', () => {
    expect(judged(repeat(6, 40, 80))[0]).toMatchObject({ verdict: 'inconclusive', pValue: 1 / 64 });
    expect(judged(repeat(1, 40, 80))[0]).toMatchObject({ verdict: 'inconclusive', changeBytes: null });
  });

  it('is found beside benchmarks that are unchanged, or were measured in fewer rounds', () => {
    const others = Array.from({ length: 30 }, (_, i) => repeat(6, 40 * i, 40 * i));
    expect(judged(...others, repeat(8, 40, 80)).at(-1)).toMatchObject({ verdict: 'regressed' });
    const open = repeat(6, 40, 80);
    expect(judged(open, repeat(8, 40, 80)).map((one) => one?.verdict)).toEqual(['inconclusive', 'regressed']);
  });

  it('is judged by the rounds that could be measured, and says why others could not', () => {
    const some = benchmark(
      Array.from({ length: 10 }, (_, i) => (i < 2 ? ['not steady', 80] : ([40, 80] as const))),
    );
    const [partly, never, unknown] = judged(some, repeat(8, 'too long', 'too long'), {
      ...some,
      rounds: some.rounds.map(({ allocation: _, ...round }) => round),
    });
    expect(partly).toMatchObject({ verdict: 'regressed', replicates: 8, notMeasured: 'not steady' });
    expect(never).toMatchObject({ verdict: 'inconclusive', replicates: 0, baselineBytes: null });
    expect(unknown).toBeNull();
  });

  it('flags noisy suites without a change at most once in a hundred', () => {
    const random = seededRandom(7);
    let flagged = 0;
    const suiteCount = 1000;
    for (let suite = 0; suite < suiteCount; suite++) {
      const benchmarks = Array.from({ length: 5 }, (_, i) =>
        // Each round one of two states of the compiler, on either side.
        benchmark(
          Array.from({ length: 8 }, () => [
            100 * (i + 1) + (random() < 0.5 ? 0 : 64),
            100 * (i + 1) + (random() < 0.5 ? 0 : 64),
          ]),
        ),
      );
      if (
        judgeAllocations(benchmarks, { ...OPTIONS, seed: suite }).some((one) => one?.verdict === 'regressed')
      )
        flagged++;
    }
    // 1 % is 10; 20 has a chance below 1 in 300.
    expect(flagged).toBeLessThanOrEqual(20);
  });
});
