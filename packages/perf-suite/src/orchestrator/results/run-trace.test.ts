import type { LiveEvent } from '@perf-suite/schema';
import { measured, roundStarted, runStarted } from '@perf-suite/testing/sample-events';
import { expect, it } from 'vitest';
import { RunTrace } from './run-trace.js';

const START_MS = 1_700_000_000_000;

const finished: LiveEvent = {
  type: 'run-finished',
  t: 100,
  state: 'complete',
  exitCode: 1,
  verdict: 'regressed',
  regressedCount: 1,
  interrupted: false,
  runFile: null,
};

const begun = (benchmark: number, round: number, t: number): LiveEvent => ({
  type: 'benchmark-started',
  t,
  benchmark,
  round,
  batchSize: 1,
});

function traceOf(events: readonly LiveEvent[]) {
  const trace = new RunTrace(START_MS);
  for (const event of events) trace.record(event);
  return trace.root();
}

it('makes a span of the run, of each round, and of what each benchmark took in it', () => {
  const root = traceOf([
    runStarted(['a.bench.ts#parse', 'a.bench.ts#print']),
    roundStarted(0),
    begun(0, 0, 5),
    measured(40),
    begun(1, 0, 21),
    {
      type: 'benchmark-finished',
      t: 30,
      benchmark: 1,
      rounds: 0,
      head: null,
      base: null,
      failure: { reason: 'threw', message: 'it broke' } as never,
    },
    {
      type: 'verdict',
      t: 90,
      benchmark: 0,
      verdict: 'regressed',
      severity: 'warning',
      speedup: { p50: { point: 0.8, lower: 0.7, upper: 0.9, confidence: 0.95 } as never, p95: null },
      baseline: 'main',
      summary: '25 % slower',
    },
    finished,
  ]);
  expect(root).toMatchObject({
    name: 'run',
    startMs: START_MS,
    endMs: START_MS + 100,
    failure: '1 regressed',
    attributes: { 'perf.run.verdict': 'regressed', 'vcs.ref.head.revision': 'abc1234' },
  });
  const [round] = root?.children ?? [];
  expect(round).toMatchObject({ name: 'round 1', startMs: START_MS, endMs: START_MS + 21 });
  expect(round?.children).toMatchObject([
    {
      name: 'a.bench.ts#parse',
      startMs: START_MS + 5,
      endMs: START_MS + 20,
      failure: '25 % slower',
      attributes: { 'perf.verdict': 'regressed', 'perf.speedup_p50': 0.8, 'perf.benchmark.round_p50_ns': 40 },
    },
    { name: 'a.bench.ts#print', failure: 'it broke' },
  ]);
});

it('is nothing before the run has ended', () => {
  expect(traceOf([])).toBeNull();
  expect(traceOf([runStarted(), roundStarted(0)])).toBeNull();
});
