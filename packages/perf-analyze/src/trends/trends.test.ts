import { expect, test } from 'vitest';
import { DEFAULT_CHANGE_OPTIONS } from '../changes/change.js';
import { findChanges } from '../changes/find-changes.js';
import { HistoryCollector } from '../history/environment-history.js';
import { updateEntries } from '../life-cycle/update-entries.js';
import { drawSparkline } from '../render/sparkline.js';
import { type MadeSeries, madeSeries } from '../testing/made-series.js';
import { trendsOf } from './trends.js';

function trends(...made: Partial<MadeSeries>[]) {
  const collector = new HistoryCollector();
  made.forEach((one, i) => {
    collector.add(madeSeries({ benchmark: `b${i}`, runCount: 120, seed: i + 1, noise: 0.005, ...one }));
  });
  const history = collector.history();
  if (history === null) return [];
  const found = findChanges(history, DEFAULT_CHANGE_OPTIONS);
  return trendsOf(history, updateEntries(history, found, [], Date.UTC(2026, 11, 1)).entries);
}

test('compares the newest runs with those of 7, 30 and 90 days before', () => {
  const [row] = trends({ factor: (run) => (run < 100 ? 1 : 1.1) });
  expect(row?.changes[7]?.point).toBeCloseTo(0, 1);
  expect(row?.changes[30]?.point).toBeCloseTo(0.1, 2);
  expect(row?.changes[90]?.lower).toBeLessThan(0.1);
  expect(row?.changes[90]?.upper).toBeGreaterThan(0.1);
  expect(row?.now).toBeCloseTo(1.1e6, -5);
});

test('ranks first what costs most for sure', () => {
  const rows = trends(
    {},
    { factor: (run) => (run < 60 ? 1 : 1.2) },
    { factor: (run) => (run < 60 ? 1 : 0.8) },
  );
  expect(rows.map(({ benchmark }) => benchmark)[0]).toBe('b1');
  expect(rows.find(({ benchmark }) => benchmark === 'b2')?.cost).toBe(0);
});

test('an open change ranks by what it costs, however long ago it was', () => {
  const rows = trends(
    { runCount: 300 },
    { runCount: 300, factor: (run) => (run < 100 ? 1 : 1.2) },
    { runCount: 300, factor: (run) => (run < 250 ? 1 : 1.1) },
  );
  expect(rows.map(({ benchmark }) => benchmark)).toEqual(['b1', 'b2', 'b0']);
  expect(rows[0]?.changes[90]?.lower).toBeLessThan(0.02);
  expect(rows[0]?.cost).toBeGreaterThan(0.17);
});

test('compares with runs of the same machine alone, and says nothing where there are none', () => {
  const [row] = trends({ fingerprint: (run) => (run < 100 ? 'old' : 'new') });
  expect(row?.changes[7]).not.toBeNull();
  expect(row?.changes[30]).toBeNull();
  expect(row?.changes[90]).toBeNull();
});

test('higher values that fall are slower', () => {
  const [row] = trends({ better: 'higher', factor: (run) => (run < 100 ? 1 : 0.9) });
  expect(row?.changes[90]?.point).toBeCloseTo(1 / 0.9 - 1, 2);
  expect(row?.now).toBeCloseTo(900, -1);
});

test('a sparkline has a bar for each value and a space where there is none', () => {
  expect(drawSparkline([1, null, 2], true)).toBe('▁ █');
  expect(drawSparkline([1, 1.001], true)).toBe('▁▁');
  expect(drawSparkline([1, 2], false)).toBe('.@');
});

test('the sparkline of few runs has each of them', () => {
  const [row] = trends({ runCount: 10, factor: (run) => (run < 5 ? 1 : 2) });
  expect(row?.sparkline).toHaveLength(10);
  expect(row?.sparkline.filter((value) => (value ?? 0) > 1.5e6)).toHaveLength(5);
});
