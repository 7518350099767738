import { describe, expect, test } from 'vitest';
import type { HistoryColumn } from '../../page/model/benchmark-history.js';
import { placeFrom, runAt } from '../../page/model/benchmark-history.js';
import { compareCommits } from '../../page/model/compare-commits.js';
import {
  changeOfValues,
  formatBounds,
  formatSigned,
  formatValue,
  namePartsOf,
  toneOf,
} from '../../page/model/format-data.js';
import { changesShown, levelsOf } from '../../page/model/levels.js';
import { chosenRows, DEFAULT_CHOICE } from '../../page/model/overview-choice.js';
import { RunTable } from '../../page/model/run-table.js';
import { valueRange } from '../../page/model/value-range.js';
import { hashOf, parseHash, type Route } from '../../page/route.js';
import { packed } from '../../src/site/packed-numbers.js';
import type { SiteChange, SiteRow } from '../../src/site/site-data.js';

const DAY_MS = 86_400_000;
const plain = (text: string) => text.replaceAll('\u00a0', ' ').replaceAll('\u2212', '-');

function tableOf(machines: readonly number[]): RunTable {
  return new RunTable({
    generation: 'g',
    ids: machines.map((_, i) => `run-${i}`),
    startedAtMs: packed(Float64Array.from(machines, (_, i) => Date.UTC(2026, 0, 1) + i * DAY_MS)),
    commits: machines.map((_, i) => (i === 3 ? '' : `${i}abcdef${i}`)),
    machine: packed(Int32Array.from(machines)),
    machines: ['one', 'two'],
    tool: packed(new Int32Array(machines.length)),
    tools: ['perf-suite 0.1.0'],
    flags: packed(Uint8Array.from(machines, (_, i) => (i === 1 ? 3 : 0))),
    baselines: [[2, 'main@1234567']],
    blockSize: 10,
  });
}

function columnOf(values: readonly number[], runs: readonly number[] | null = null): HistoryColumn {
  return {
    runs: runs === null ? null : Int32Array.from(runs),
    values: Float32Array.from(values),
    errors: new Float32Array(values.length),
  };
}

function changeAt(at: number, fields: Partial<SiteChange> = {}): SiteChange {
  return {
    id: `change-${at}`,
    key: 'a-1',
    benchmark: 'a',
    percentile: 'p50',
    kind: 'step',
    state: 'open',
    borneOut: true,
    what: 'slower',
    size: 'p50 +5.0 %',
    sureness: 'p < 0.0001',
    commits: 'a..b',
    note: null,
    confirm: null,
    ratio: [0.05, 0.04, 0.06],
    shown: 0.05,
    after: at - 1,
    at,
    afterCommit: null,
    atCommit: null,
    atMs: 0,
    firstSeenMs: 0,
    ...fields,
  };
}

function rowOf(benchmark: string, fields: Partial<SiteRow> = {}): SiteRow {
  return {
    key: benchmark,
    index: 0,
    benchmark,
    unit: 'ns',
    better: 'lower',
    now: 100,
    sparkline: [],
    changes: [null, null, null],
    cost: 0,
    open: [],
    noise: { p50: 0.01, p95: null },
    ...fields,
  };
}

describe('the run table', () => {
  const table = tableOf([0, 0, 0, 0, 1, 1]);

  test('finds runs by id, by the start of a commit, and by date', () => {
    expect(table.find('run-2')).toBe(2);
    expect(table.find(' 4ABC ')).toBe(4);
    expect(table.find('2026-01-03')).toBe(2);
    expect(table.find('2027-01-01')).toBe(5);
    for (const text of ['', '  ', '2025-12-31', 'zzz', '__proto__']) expect(table.find(text)).toBeNull();
  });

  test('says what is remarkable of a run', () => {
    expect(table.run(1)).toMatchObject({ remarks: ['partial', 'uncommitted changes'], baseline: null });
    expect(table.run(2)).toMatchObject({ remarks: [], baseline: 'main@1234567', machine: 'one' });
    expect(table.run(3).commit).toBeNull();
    expect(table.runsOfCommit('4abcdef4')).toEqual([4]);
  });
});

describe('levels', () => {
  test('end where the level changed and where another machine measured', () => {
    const column = columnOf([10, 10, 20, 20, 5, 5]);
    expect(levelsOf(column, [changeAt(2)], tableOf([0, 0, 0, 0, 1, 1]))).toEqual([
      { from: 0, to: 2, start: 10, end: 10 },
      { from: 2, to: 4, start: 20, end: 20 },
      { from: 4, to: 6, start: 5, end: 5 },
    ]);
  });

  test('rise along a creep', () => {
    const values = Array.from({ length: 60 }, (_, i) => (i < 10 ? 100 : i < 50 ? 100 + (i - 10) : 140));
    const creep = changeAt(50, { kind: 'creep', after: 10 });
    const levels = levelsOf(columnOf(values), [creep], tableOf(values.map(() => 0)));
    expect(levels[1]?.from).toBe(10);
    expect(levels[1]?.start).toBeLessThan(110);
    expect(levels[1]?.end).toBeGreaterThan(130);
  });

  test('are those of the runs that have the benchmark', () => {
    const column = columnOf([10, 10, 20], [0, 2, 5]);
    expect([runAt(column, 2), placeFrom(column, 3), placeFrom(column, 9)]).toEqual([5, 2, 3]);
    expect(levelsOf(column, [changeAt(4)], tableOf([0, 0, 0, 0, 0, 0]))).toMatchObject([
      { to: 2 },
      { from: 2 },
    ]);
  });

  test('know no change that later runs did not bear out, nor of the other percentile', () => {
    const machine = changeAt(3, { kind: 'machine', percentile: 'p95' });
    const all = [changeAt(1, { borneOut: false }), changeAt(2, { percentile: 'p95' }), machine, changeAt(-1)];
    expect(changesShown(all, 'p50')).toEqual([machine]);
  });
});

describe('comparing commits', () => {
  const rows = [
    rowOf('slower', { index: 0 }),
    rowOf('within its noise', { index: 1 }),
    rowOf('more is better', { index: 2, better: 'higher' }),
    rowOf('gone', { index: 3 }),
    rowOf('new', { index: 4 }),
    rowOf('elsewhere', { index: 5 }),
  ];
  const run = (values: readonly (number | null)[]) => (index: number) => values[index] ?? null;
  const compared = compareCommits(rows, 'p50', {
    before: [run([100, 100, 100, 100, null, null])],
    after: [run([110, 102.5, 110, null, 100, null])],
  });
  const byName = new Map(compared.map((one) => [one.row.benchmark, one]));

  test('calls slower and faster what the noise between runs bears out', () => {
    expect(byName.get('slower')).toMatchObject({ word: 'slower', before: 100, after: 110 });
    expect(byName.get('slower')?.ratio?.[0]).toBeCloseTo(0.1, 10);
    expect(byName.get('slower')?.ratio?.[1]).toBeCloseTo(1.1 * Math.exp(-1.96 * 0.01 * Math.SQRT2) - 1, 10);
    expect(byName.get('within its noise')?.word).toBe('no clear change');
    expect(byName.get('more is better')).toMatchObject({ word: 'faster' });
  });

  test('names what only one of the two has, last, and leaves out what neither has', () => {
    expect(compared.map(({ row, word }) => [row.benchmark, word]).slice(-2)).toEqual([
      ['gone', 'only before'],
      ['new', 'only after'],
    ]);
    expect(byName.has('elsewhere')).toBe(false);
    expect(compared[0]?.row.benchmark).toBe('slower');
  });

  test('is surer of more runs of a commit', () => {
    const many = compareCommits(rows, 'p50', {
      before: Array.from({ length: 9 }, () => run([100, 100])),
      after: Array.from({ length: 9 }, () => run([110, 102.5])),
    });
    expect(many.find(({ row }) => row.benchmark === 'within its noise')?.word).toBe('slower');
  });
});

test('the overview shows what is open first, then what costs most, or as it was asked to', () => {
  const step = changeAt(2);
  const rows = [
    rowOf('cheap', { cost: 0.01, changes: [[0.01, 0.005, 0.02], null, null] }),
    rowOf('costly', { cost: 0.2, now: 500 }),
    rowOf('open', { open: [step] }),
    rowOf('known', { cost: 0.1, open: [{ ...step, state: 'acknowledged' }] }),
  ];
  const names = (choice: object) =>
    chosenRows(rows, { ...DEFAULT_CHOICE, ...choice }).map(({ benchmark }) => benchmark);
  expect(names({})).toEqual(['open', 'known', 'costly', 'cheap']);
  expect(names({ sort: 'name' })).toEqual(['cheap', 'costly', 'known', 'open']);
  expect(names({ sort: 'now', descending: true }).at(-1)).toBe('costly');
  expect(names({ words: 'C he' })).toEqual(['cheap']);
  expect(names({ kind: 'slower' })).toEqual(['cheap']);
  expect(names({ kind: 'open' })).toEqual(['open', 'known']);
});

test('an address leads back to where it was made', () => {
  const routes: Route[] = [
    { view: 'overview', folder: null, choice: DEFAULT_CHOICE },
    {
      view: 'overview',
      folder: 'ci-1',
      choice: { sort: '30', descending: true, words: 'a&b #', kind: 'open' },
    },
    { view: 'benchmark', folder: 'ci-1', key: 'a-2', look: { percentile: 'p95', zoom: [3, 70], run: 12 } },
    { view: 'changes', folder: 'ci-1', state: 'fixed', words: 'x/y', opened: '3f9c' },
    { view: 'compare', folder: 'ci-1', before: 'a b', after: 'run/1?2', percentile: 'p95', words: '' },
  ];
  for (const route of routes) expect(parseHash(hashOf(route))).toEqual(route);
});

test('an address that makes no sense leads to the overview, or leaves out what makes none', () => {
  for (const hash of ['', '#', '#x', '#/%E0%A4%A', '#/ci/benchmark', '#/ci/other/x']) {
    expect(parseHash(hash).view).toBe('overview');
  }
  expect(parseHash('#/ci/benchmark/a?from=9&to=3&run=-1&p=p99')).toEqual({
    view: 'benchmark',
    folder: 'ci',
    key: 'a',
    look: { percentile: 'p50', zoom: null, run: null },
  });
});

test('wild values leave the others room, and are counted', () => {
  const values = Float32Array.from({ length: 200 }, (_, i) => 100 + (i % 10));
  values[50] = 10_000;
  const range = valueRange(values, 0, 200);
  expect(range).toMatchObject({ low: 100, high: 109, beyondCount: 1 });
  expect(range.axis[1]).toBeLessThan(115);
  const flat = valueRange(Float32Array.from([7, 7]), 0, 2).axis;
  expect(flat[0]).toBeLessThan(7);
  expect(flat[1]).toBeGreaterThan(7);
});

test('changes and values read as people write them', () => {
  expect(plain(formatSigned(0.0512))).toBe('+5.1 %');
  expect(plain(formatSigned(-0.004))).toBe('-0.40 %');
  expect(plain(formatSigned(0.00001))).toBe('0.0 %');
  expect(formatSigned(11.5)).toBe('12.5×');
  expect(changeOfValues([0.25, 0.2, 1], 'lower')).toEqual([0.25, 0.2, 1]);
  expect(changeOfValues([0.25, 0, 1], 'higher').map((value) => Number(value.toFixed(9)))).toEqual([
    -0.2, -0.5, 0,
  ]);
  expect(plain(formatBounds([0.05, 0.046, 0.055]))).toBe('+4.6 to +5.5 %');
  expect(plain(formatValue(12_345.678, 'ops/s'))).toBe('12,350 ops/s');
  expect(plain(formatValue(2_048, 'bytes'))).toBe('2.0 KiB');
  expect([toneOf([1, 0.5, 2]), toneOf([-0.5, -0.6, -0.4]), toneOf([0, -1, 1]), toneOf(null)]).toEqual([
    'regressed',
    'improved',
    'unchanged',
    'unchanged',
  ]);
  expect(namePartsOf('a/b.bench.ts#json > small')).toEqual({
    file: 'a/b.bench.ts',
    group: 'json › ',
    name: 'small',
  });
  expect(namePartsOf('BenchmarkSort-8')).toEqual({ file: '', group: '', name: 'BenchmarkSort-8' });
});
