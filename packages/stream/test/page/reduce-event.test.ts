import { type LiveEvent, newestSpeedup } from '@perf-suite/schema';
import { statistics } from '@perf-suite/testing/sample-events';
import { describe, expect, it } from 'vitest';
import { keepSamples, noteMissed, reduceEvent } from '../../page/model/reduce-event.js';
import { EMPTY_RUN, type RunModel } from '../../page/model/run-model.js';
import { roundOf, runStarted } from './example-events.js';

function reduced(...events: LiveEvent[]): RunModel {
  return events.reduce(reduceEvent, EMPTY_RUN);
}

const estimate = (point: number) => ({ point, lower: point - 0.01, upper: point + 0.01, confidence: 0.95 });

describe('reduceEvent', () => {
  it('lists the benchmarks of a started run, waiting', () => {
    const run = reduced(runStarted(2));
    expect(run.phase).toBe('running');
    expect(run.benchmarks.map(({ name, state }) => [name, state])).toEqual([
      ['b0', 'waiting'],
      ['b1', 'waiting'],
    ]);
  });

  it('follows a benchmark through a round and keeps every sample', () => {
    const [started, base, head, measured] = roundOf(1, 0, { baseNs: [10, 20], headNs: [11, 19] });
    const during = reduced(runStarted(2), started as LiveEvent, base as LiveEvent, head as LiveEvent);
    expect(during.current).toEqual([1]);
    expect(during.benchmarks[1]).toMatchObject({ state: 'measuring', batchSize: 8, sampleCount: 4 });
    expect([...(during.benchmarks[1]?.series.head.slice(0, 10) ?? [])]).toEqual([11, 19]);
    const after = reduceEvent(during, measured as LiveEvent);
    expect(after.benchmarks[1]).toMatchObject({ state: 'measured' });
    expect(after.benchmarks[1]?.rounds).toHaveLength(1);
    expect(after.benchmarks[0]).toBe(during.benchmarks[0]);
  });

  it('knows all benchmarks that are measured at the same time, and the last one between two', () => {
    const [start0, , , end0] = roundOf(0, 0, { baseNs: [1], headNs: [1] }) as [
      LiveEvent,
      LiveEvent,
      LiveEvent,
      LiveEvent,
    ];
    const [start1, , , end1] = roundOf(1, 0, { baseNs: [1], headNs: [1] }) as [
      LiveEvent,
      LiveEvent,
      LiveEvent,
      LiveEvent,
    ];
    const [start2] = roundOf(2, 0, { baseNs: [1], headNs: [1] }) as [LiveEvent];
    const currentAfter = (...events: LiveEvent[]) => reduced(runStarted(3), ...events).current;
    expect(currentAfter(start0, start1)).toEqual([0, 1]);
    expect(currentAfter(start0, start1, end0, start2)).toEqual([1, 2]);
    expect(currentAfter(start0, end0)).toEqual([0]);
    expect(currentAfter(start0, end0, start1, end1)).toEqual([1]);
  });

  it('computes the speedup of a round from its pairs, not from the medians', () => {
    const events = roundOf(0, 0, { baseNs: [10, 100, 30], headNs: [20, 50, 10] });
    expect(reduced(runStarted(1), ...events).benchmarks[0]?.rounds[0]?.pairSpeedupRatio).toBe(2);
  });

  it('gives no speedup of a round some of whose pairs were missed', () => {
    const events = roundOf(0, 0, { baseNs: [10, 100, 30], headNs: [20, 50, 10] }).map((event) =>
      event.type === 'samples' && event.variant === 'base' ? { ...event, ns: [10, 100] } : event,
    );
    expect(reduced(runStarted(1), ...events).benchmarks[0]?.rounds[0]?.pairSpeedupRatio).toBeNull();
  });

  it('takes the repetition of a round in place of the one that was killed', () => {
    const killed = roundOf(0, 0, { baseNs: [1], headNs: [1] }).slice(0, 3);
    const repeated = roundOf(0, 0, { baseNs: [10, 10], headNs: [5, 5] });
    const run = reduced(runStarted(1), ...killed, ...repeated);
    expect(run.benchmarks[0]?.rounds).toHaveLength(1);
    expect(run.benchmarks[0]?.rounds[0]?.pairSpeedupRatio).toBe(2);
  });

  it('keeps each interim analysis, and prefers the verdict to the last of them', () => {
    const analysis = (number: number, point: number): LiveEvent => ({
      type: 'comparison',
      t: number,
      benchmark: 0,
      look: number,
      rounds: number * 8,
      speedup: { p50: estimate(point), p95: null },
      state: 'sampling',
    });
    const analysed = reduced(runStarted(1), analysis(1, 0.97), analysis(2, 0.95));
    expect(analysed.benchmarks[0]?.analyses.map(({ rounds }) => rounds)).toEqual([8, 16]);
    expect(newestSpeedup(analysed.benchmarks[0]!)?.p50?.point).toBe(0.95);
    const judged = reduceEvent(analysed, {
      type: 'verdict',
      t: 3,
      benchmark: 0,
      verdict: 'regressed',
      severity: 'warning',
      speedup: { p50: estimate(0.94), p95: null },
      baseline: 'main',
      summary: 'slower',
    });
    expect(newestSpeedup(judged.benchmarks[0]!)?.p50?.point).toBe(0.94);
  });

  it('shows a failure as such, with statistics of what was measured', () => {
    const failure = { reason: 'threw', round: 2, message: 'no' } as const;
    const finished: LiveEvent = {
      type: 'benchmark-finished',
      t: 9,
      benchmark: 0,
      rounds: 2,
      head: statistics(5),
      base: null,
      failure,
    };
    const run = reduced(runStarted(1), finished);
    expect(run.benchmarks[0]).toMatchObject({
      state: 'failed',
      failure,
      final: { head: statistics(5), base: null },
    });
  });

  it('leaves the earlier model as it was', () => {
    const before = reduced(runStarted(1));
    const copy = structuredClone({
      ...before,
      benchmarks: before.benchmarks.map(({ series: _, ...rest }) => rest),
    });
    for (const event of roundOf(0, 0, { baseNs: [1], headNs: [2] })) reduceEvent(before, event);
    expect({ ...before, benchmarks: before.benchmarks.map(({ series: _, ...rest }) => rest) }).toEqual(copy);
  });

  it('ignores events of a benchmark that it does not know, and unknown events', () => {
    const run = reduced(runStarted(1));
    expect(reduced(runStarted(1), ...roundOf(7, 0, { baseNs: [1], headNs: [1] })).benchmarks).toHaveLength(1);
    const unknown = { type: 'from-the-future', t: 1 } as unknown as LiveEvent;
    expect(reduceEvent(run, unknown).benchmarks).toBe(run.benchmarks);
  });

  it('bounds the readings of CPU and memory', () => {
    let run = reduced(runStarted(1));
    for (let t = 0; t < 3000; t++) {
      run = reduceEvent(run, {
        type: 'resources',
        t,
        process: 'worker',
        phase: 'end',
        rssBytes: 1,
        heapUsedBytes: 1,
        cpuRatio: 1,
        core: null,
      });
    }
    expect(run.resources.worker.length).toBeLessThanOrEqual(2000);
    expect(run.resources.worker.at(-1)?.t).toBe(2999);
  });
});

describe('noteMissed', () => {
  it('adds up what is known to be missed and remembers that some were not counted', () => {
    const run = noteMissed(noteMissed(noteMissed(reduced(runStarted(1)), 0, 30), 0, null), 0, 12);
    expect(run.benchmarks[0]).toMatchObject({ missedCount: 42, missedUncounted: true });
  });
});

describe('noteMissed before the run is known', () => {
  it('counts for the run that is sent next, and only for that', () => {
    const early = noteMissed(EMPTY_RUN, 1, 95_000);
    const run = reduceEvent(early, runStarted(2));
    expect(run.benchmarks.map(({ missedCount }) => missedCount)).toEqual([0, 95_000]);
    const next = reduceEvent(run, { ...runStarted(2), run: 'r2' });
    expect(next.benchmarks.map(({ missedCount }) => missedCount)).toEqual([0, 0]);
  });
});

describe('keepSamples', () => {
  it('keeps the samples when the same run is sent again', () => {
    const known = reduced(runStarted(1), ...roundOf(0, 0, { baseNs: [1, 2], headNs: [3, 4] }));
    const again = keepSamples(reduced(runStarted(1)), known);
    expect(again.benchmarks[0]?.sampleCount).toBe(4);
    expect(again.benchmarks[0]?.series.head.count).toBe(2);
  });

  it('forgets the samples of another run', () => {
    const known = reduced(runStarted(1), ...roundOf(0, 0, { baseNs: [1, 2], headNs: [3, 4] }));
    const other = reduced({ ...runStarted(1), run: 'r2' });
    expect(keepSamples(other, known).benchmarks[0]?.series.head.count).toBe(0);
  });
});
