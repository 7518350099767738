import type { RunFile } from '@perf-suite/schema';
import { expect, it } from 'vitest';
import { requestsOverRounds } from './requests-over-rounds.js';

type Benchmark = RunFile['benchmarks'][number];

const latencyNs = (p99: number) => ({ p50: 1, p95: 2, p99, p999: 5, max: 6 });

it('adds up what became of requests on each side', () => {
  const rounds = [
    {
      requests: {
        base: { elapsedMs: 500, okCount: 10, errors: {}, latencyNs: latencyNs(3) },
        head: { elapsedMs: 400, okCount: 8, errors: { status: 2 }, latencyNs: latencyNs(4) },
      },
    },
    {
      requests: {
        base: { elapsedMs: 500, okCount: 10, errors: {}, latencyNs: latencyNs(5) },
        head: { elapsedMs: 600, okCount: 0, errors: { status: 1, timeout: 3 }, latencyNs: null },
      },
    },
  ];
  expect(requestsOverRounds({ rounds } as unknown as Benchmark)).toEqual({
    base: { okCount: 20, errorCount: 0, errors: {}, perSecond: 20, p99Ns: 4 },
    head: { okCount: 8, errorCount: 6, errors: { status: 3, timeout: 3 }, perSecond: 8, p99Ns: 4 },
  });
});

it('has nothing to say of what is no service', () => {
  expect(requestsOverRounds({ rounds: [{}] } as unknown as Benchmark)).toBeNull();
});
