import type { LiveEvent } from '@perf-suite/schema';
import { statistics } from '@perf-suite/testing/sample-events';
import { describe, expect, it } from 'vitest';
import { reduceEvent } from '../../page/model/reduce-event.js';
import { EMPTY_RUN } from '../../page/model/run-model.js';
import { runProgress } from '../../page/model/run-progress.js';
import { roundOf, runStarted } from './example-events.js';

const reduced = (...events: LiveEvent[]) => events.reduce(reduceEvent, EMPTY_RUN);
const one = (benchmark: number, round: number) => roundOf(benchmark, round, { baseNs: [1], headNs: [1] });
const finished = (benchmark: number, rounds: number): LiveEvent => ({
  type: 'benchmark-finished',
  t: 0,
  benchmark,
  rounds,
  head: statistics(1),
  base: null,
  failure: null,
});

describe('runProgress', () => {
  it('is at nothing before a run, with no guess at the rest', () => {
    expect(runProgress(EMPTY_RUN, 0)).toEqual({
      shareRatio: 0,
      measuredCount: 0,
      plannedCount: 0,
      remainingMs: null,
    });
  });

  it('extrapolates from the time since the first benchmark began', () => {
    const started: LiveEvent = { type: 'benchmark-started', t: 2000, benchmark: 0, round: 0, batchSize: 1 };
    const [, ...rest] = one(0, 0);
    const run = reduced(runStarted(2, 4), started, ...rest);
    // One of eight took one second: seven are left.
    expect(runProgress(run, 3000)).toMatchObject({ shareRatio: 1 / 8, remainingMs: 7000 });
  });

  it('expects no more time than the budget has left', () => {
    const [, ...rest] = one(0, 0);
    const started: LiveEvent = { type: 'benchmark-started', t: 2000, benchmark: 0, round: 0, batchSize: 1 };
    const run = reduced({ ...runStarted(2, 4), budgetMs: 5000 }, started, ...rest);
    expect(runProgress(run, 3000)).toMatchObject({ remainingMs: 2000 });
    expect(runProgress(run, 6000)).toMatchObject({ remainingMs: 0 });
  });

  it('takes the rounds that a decided benchmark will not need out of the plan', () => {
    const run = reduced(runStarted(2, 4), ...one(0, 0), ...one(1, 0), finished(0, 1));
    expect(runProgress(run, 2000)).toMatchObject({ measuredCount: 2, plannedCount: 5 });
  });

  it('counts the rounds that a watcher who came late has not seen', () => {
    expect(runProgress(reduced(runStarted(1, 4), ...one(0, 2)), 1000)).toMatchObject({ shareRatio: 3 / 4 });
  });

  it('is complete when the run is over, also when interrupted', () => {
    const over: LiveEvent = {
      type: 'run-finished',
      t: 1,
      state: 'partial',
      exitCode: 130,
      verdict: null,
      regressedCount: 0,
      interrupted: true,
      runFile: null,
    };
    expect(runProgress(reduced(runStarted(2), over), 10)).toMatchObject({ shareRatio: 1, remainingMs: null });
  });
});
