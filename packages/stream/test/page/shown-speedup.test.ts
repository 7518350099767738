import type { LiveEvent } from '@perf-suite/schema';
import { statistics } from '@perf-suite/testing/sample-events';
import { describe, expect, it } from 'vitest';
import { reduceEvent } from '../../page/model/reduce-event.js';
import { type BenchmarkModel, EMPTY_RUN } from '../../page/model/run-model.js';
import { shownSpeedup } from '../../page/model/shown-speedup.js';
import { roundOf, runStarted } from './example-events.js';

function benchmarkAfter(...events: LiveEvent[]): BenchmarkModel {
  const run = [runStarted(1), ...events].reduce(reduceEvent, EMPTY_RUN);
  return run.benchmarks[0] as BenchmarkModel;
}

/** Rounds with these speedups. */
function rounds(...speedups: number[]): LiveEvent[] {
  return speedups.flatMap((speedup, round) =>
    roundOf(0, round, { baseNs: [10 * speedup, 10 * speedup], headNs: [10, 10] }),
  );
}

const analysis: LiveEvent = {
  type: 'comparison',
  t: 1,
  benchmark: 0,
  look: 1,
  rounds: 4,
  speedup: { p50: { point: 0.9, lower: 0.8, upper: 1, confidence: 0.99 }, p95: null },
  state: 'sampling',
};

describe('shownSpeedup', () => {
  it('is made of the rounds from the third on, until there is an interim analysis', () => {
    expect(shownSpeedup(benchmarkAfter(...rounds(0.5, 0.75)))).toBeNull();
    const early = shownSpeedup(benchmarkAfter(...rounds(0.5, 0.75, 0.625)));
    expect(early).toMatchObject({
      provisionalRounds: 3,
      estimate: { point: 0.625, lower: 0.5, upper: 0.75 },
    });
    const analysed = shownSpeedup(benchmarkAfter(...rounds(0.5, 0.75, 0.625, 0.5), analysis));
    expect(analysed).toMatchObject({ provisionalRounds: null, estimate: { point: 0.9 } });
  });

  it('makes up nothing where there is no base, or where it was measured to the end without an interim analysis', () => {
    const alone = rounds(1, 1, 1).map((event) =>
      event.type === 'benchmark-measured' ? { ...event, base: null } : event,
    );
    expect(shownSpeedup(benchmarkAfter(...alone))).toBeNull();
    const head = statistics(10);
    const end: LiveEvent = {
      type: 'benchmark-finished',
      t: 9,
      benchmark: 0,
      rounds: 3,
      head,
      base: head,
      failure: null,
    };
    expect(shownSpeedup(benchmarkAfter(...rounds(1, 1, 1), end))).toBeNull();
  });
});
