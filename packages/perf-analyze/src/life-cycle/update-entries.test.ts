import type { ChangeEntry } from '@perf-suite/history';
import { expect, test } from 'vitest';
import { DEFAULT_CHANGE_OPTIONS } from '../changes/change.js';
import { findChanges } from '../changes/find-changes.js';
import { HistoryCollector } from '../history/environment-history.js';
import { madeSeries } from '../testing/made-series.js';
import { updateEntries } from './update-entries.js';

const NOW = Date.UTC(2026, 11, 1);

/** Analyses the first so many runs of a benchmark. */
function analysed(
  runCount: number,
  factor: (run: number) => number,
  known: readonly ChangeEntry[] = [],
): readonly ChangeEntry[] {
  const collector = new HistoryCollector();
  const series = madeSeries({ benchmark: 'parse', runCount: 200, seed: 4, factor });
  collector.add({ ...series, points: series.points.slice(0, runCount) });
  const history = collector.history();
  if (history === null) return [];
  return updateEntries(history, findChanges(history, DEFAULT_CHANGE_OPTIONS), known, NOW).entries;
}

const slower = (run: number): number => (run < 80 ? 1 : 1.06);

test('a change that is found again after more data stays the same entry', () => {
  const [first] = analysed(100, slower);
  expect(first).toMatchObject({ state: 'open', kind: 'step', benchmark: 'parse', firstSeenMs: NOW });
  const later = analysed(200, slower, [first as ChangeEntry]);
  expect(later.map(({ id }) => id)).toEqual([first?.id]);
});

test('what people said of a change stays', () => {
  const [first] = analysed(100, slower) as [ChangeEntry];
  const told = { ...first, state: 'intended', note: 'checks more' } as const;
  const [later] = analysed(150, slower, [told]);
  expect(later).toMatchObject({ state: 'intended', note: 'checks more' });
});

test('a change that later runs take back is fixed', () => {
  const back = (run: number): number => (run < 80 || run >= 140 ? 1 : 1.06);
  const [first] = analysed(120, back);
  const later = analysed(200, back, [first as ChangeEntry]);
  expect(later).toMatchObject([
    { id: first?.id, state: 'fixed' },
    { state: 'open', kind: 'step' },
  ]);
  expect(later[0]?.note).toMatch(/^back since /);
});

test('a change that more data do not bear out is closed, and opens again where they do', () => {
  const [first] = analysed(100, slower) as [ChangeEntry];
  const [closed] = analysed(200, () => 1, [first]) as [ChangeEntry];
  expect(closed).toMatchObject({ id: first.id, state: 'fixed' });
  expect(closed.note).toMatch(/no longer seen/);
  const [open] = analysed(200, slower, [closed]);
  expect(open).toMatchObject({ id: first.id, state: 'open', note: null });
});

test('a change that people reopened, or that pairs confirmed, stays open whatever later runs show', () => {
  const [first] = analysed(100, slower) as [ChangeEntry];
  const reopened = { ...first, note: 'reopened' };
  expect(analysed(200, () => 1, [reopened])).toEqual([reopened]);
  const confirmed = { ...first, confirmed: { by: 'run a against b', change: first.ratio } };
  expect(analysed(200, () => 1, [confirmed])).toEqual([confirmed]);
  const back = (run: number): number => (run < 80 || run >= 140 ? 1 : 1.06);
  expect(analysed(200, back, [reopened])[0]).toMatchObject({ state: 'open', note: 'reopened' });
});

test('an unchanged analysis changes no entry', () => {
  const known = analysed(150, slower);
  expect(analysed(150, slower, known)).toEqual(known);
});
