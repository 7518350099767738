import type { ChangeEntry } from '@perf-suite/history';
import { expect, test } from 'vitest';
import { ALL_BENCHMARKS } from '../changes/change.js';
import { HistoryCollector } from '../history/environment-history.js';
import { type MadeSeries, madeSeries } from '../testing/made-series.js';
import { drawChange } from './change-picture.js';

const WIDE = { unicode: true, width: 120 };

function historyOf(made: Partial<MadeSeries>) {
  const collector = new HistoryCollector();
  collector.add(madeSeries({ benchmark: 'parse', runCount: 20, seed: 1, noise: 1e-9, ...made }));
  const history = collector.history();
  if (history === null) throw new RangeError('no runs');
  return history;
}

const entry = (afterRun: number, atRun: number, differs: Partial<ChangeEntry> = {}) =>
  ({
    benchmark: 'parse',
    percentile: 'p50',
    afterRun: `run-${afterRun}`,
    atRun: `run-${atRun}`,
    ...differs,
  }) as ChangeEntry;

test('draws a bar for each run, with a mark where it changed and the levels before and after', () => {
  const history = historyOf({ factor: (run) => (run < 8 ? 1 : 1.5) });
  expect(drawChange(entry(7, 8), history, WIDE)).toBe(
    `${'▁'.repeat(8)}│${'█'.repeat(12)}  1.00 ms, then 1.50 ms`,
  );
  expect(drawChange(entry(7, 8), history, { unicode: false, width: 120 })).toContain('........|@@@');
});

test('draws no more columns than there is room for', () => {
  const history = historyOf({ runCount: 5_000, factor: (run) => (run < 2_500 ? 1 : 1.5) });
  expect(drawChange(entry(2_499, 2_500), history, WIDE)).toBe(
    `${'▁'.repeat(30)}│${'█'.repeat(30)}  1.00 ms, then 1.50 ms`,
  );
  expect(drawChange(entry(2_499, 2_500), history, { unicode: true, width: 60 })).toMatch(/^▁{10}│█{10} {2}/);
});

test('marks where a creep begins and ends', () => {
  const history = historyOf({ factor: (run) => (run < 5 ? 1 : run < 15 ? 1 + (run - 4) / 20 : 1.5) });
  expect(
    drawChange(entry(4, 15), history, WIDE)
      ?.split('│')
      .map(({ length }) => length),
  ).toEqual([5, 10, 5 + '  1.00 ms, then 1.50 ms'.length]);
});

test('says the levels right beside the change, whatever other changes there are', () => {
  const history = historyOf({ runCount: 60, factor: (run) => (run < 30 ? 3 : run < 45 ? 1 : 2) });
  expect(drawChange(entry(44, 45), history, WIDE)).toMatch(/ {2}1\.00 ms, then 2\.00 ms$/);
});

test('says no levels of a change of noise', () => {
  const history = historyOf({});
  expect(drawChange(entry(7, 8, { kind: 'noise' }), history, WIDE)).toBe(
    `${'▁'.repeat(8)}│${'▁'.repeat(12)}`,
  );
});

test('draws what is counted in its own unit, whichever direction is better', () => {
  const history = historyOf({ better: 'higher', factor: (run) => (run < 8 ? 2 : 1) });
  expect(drawChange(entry(7, 8), history, WIDE)).toMatch(/^█{8}│▁{12} {2}2,000 ops\/s, then 1,000 ops\/s$/);
});

test('draws the runs of the change’s own machine alone', () => {
  const history = historyOf({ fingerprint: (run) => (run < 4 ? 'old' : 'new') });
  expect(drawChange(entry(7, 8), history, WIDE)).toMatch(/^▁{4}│▁{12} /);
  expect(drawChange(entry(3, 4), history, WIDE)).toBeNull();
});

test('draws nothing of all benchmarks, of a percentile that no run has, and of runs that are gone', () => {
  const history = historyOf({});
  expect(drawChange(entry(7, 8, { benchmark: ALL_BENCHMARKS }), history, WIDE)).toBeNull();
  expect(drawChange(entry(7, 8, { percentile: 'p95' }), history, WIDE)).toBeNull();
  expect(drawChange(entry(-1, 8), history, WIDE)).toBeNull();
});
