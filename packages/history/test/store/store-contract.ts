import type { ChangeEntry, HistoryStore, Series, SeriesQuery } from '@perf-suite/history';
import { reportOf } from '@perf-suite/testing/sample-report';
import { singleRun } from '@perf-suite/testing/sample-run';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { historyRun, pointOf } from './sample-history.js';

export interface StoreUnderTest {
  /** Opens the same store each time, until the test ends. */
  readonly open: () => Promise<HistoryStore>;
  readonly remove: () => Promise<void>;
}

/** What each kind of store must do, whatever keeps it; `manyRuns` fill more than one chunk of points, and are no multiple of 37. */
export function describeStore(newStore: () => Promise<StoreUnderTest>, { manyRuns = 150 } = {}): void {
  let underTest: StoreUnderTest;
  let store: HistoryStore;
  beforeEach(async () => {
    underTest = await newStore();
    store = await underTest.open();
  });
  afterEach(async () => {
    await store.close();
    await underTest.remove();
  });

  it('gives back a run as it was added, also after it was closed', async () => {
    const run = historyRun(1, {
      branch: null,
      commit: null,
      evidence: 'summary',
      points: [
        pointOf('größe > "ü"', 5, { p95: null, roundP50: [], roundP95: [], spread: 0.25, unit: 'bytes' }),
        pointOf('größe > "ü"', 0, { better: 'higher', unit: 'ops/s' }),
      ],
    });
    expect(await store.add(run, null)).toBe('added');
    await store.close();
    store = await underTest.open();
    expect(await store.run('run-1')).toEqual(run);
    const [series] = await all(store, { benchmark: 'größe > "ü"', branch: null });
    expect(series).toMatchObject({
      unit: 'bytes',
      points: [
        { run: 'run-1', p50: 5, p95: null, spread: 0.25, roundP50: [], evidence: 'summary', commit: null },
      ],
    });
    expect(await store.run('other')).toBeNull();
  });

  it('changes nothing where a run is added twice', async () => {
    await store.add(historyRun(1), null);
    expect(await store.add(historyRun(1, { branch: 'other' }), null)).toBe('known');
    expect((await store.run('run-1'))?.branch).toBe('main');
    expect((await all(store, {})).map(({ points }) => points.length)).toEqual([1, 1]);
  });

  it('orders a series by time, whenever its runs were added, over many chunks', async () => {
    for (let i = 0; i < manyRuns; i++) await store.add(historyRun((i * 37) % manyRuns), null);
    const [series] = await all(store, { benchmark: 'a.bench.ts#parse' });
    expect(series?.points.map(({ p50 }) => p50)).toEqual(
      Array.from({ length: manyRuns }, (_, i) => 1_000 + i),
    );
    expect(series?.points[7]).toEqual({
      run: 'run-7',
      startedAtMs: historyRun(7).startedAtMs,
      commit: historyRun(7).commit,
      fingerprint: 'machine-1',
      evidence: 'rounds',
      state: 'complete',
      dirty: false,
      p50: 1_007,
      p95: 1_007 * 1.2,
      roundP50: [1_007 * 0.99, 1_007, 1_007 * 1.01],
      roundP95: [1_007 * 1.19, 1_007 * 1.2, 1_007 * 1.21],
      spread: null,
    });
    const summary = (await store.seriesKeys({ benchmark: 'a.bench.ts#parse' }))[0];
    expect(summary).toMatchObject({
      pointCount: manyRuns,
      firstMs: historyRun(0).startedAtMs,
      lastMs: historyRun(manyRuns - 1).startedAtMs,
    });
  });

  it('keeps what differs in branch, environment, project or unit in series of its own', async () => {
    await store.add(historyRun(1), null);
    await store.add(historyRun(2, { branch: 'feature' }), null);
    await store.add(historyRun(3, { environment: 'laptop' }), null);
    await store.add(historyRun(4, { project: 'other' }), null);
    await store.add(historyRun(5, { points: [pointOf('a.bench.ts#parse', 7, { unit: 'ops/s' })] }), null);
    const parse = await all(store, { benchmark: 'a.bench.ts#parse' });
    expect(parse.map(({ points }) => points.map(({ run }) => run))).toHaveLength(5);
    const main = await all(store, { project: 'default', branch: 'main', environment: 'ci' });
    expect(main).toHaveLength(3);
  });

  it('finds runs by time, commit, branch and number', async () => {
    for (let i = 0; i < 10; i++) await store.add(historyRun(i, { branch: i % 2 ? 'main' : null }), null);
    const ids = async (query: Parameters<HistoryStore['runs']>[0]) =>
      (await store.runs(query)).map(({ id }) => id);
    expect(await ids({ limit: 2 })).toEqual(['run-8', 'run-9']);
    expect(await ids({ sinceMs: historyRun(3).startedAtMs, untilMs: historyRun(5).startedAtMs })).toEqual([
      'run-3',
      'run-4',
    ]);
    expect(await ids({ commit: historyRun(6).commit as string })).toEqual(['run-6']);
    expect(await ids({ branch: null, limit: 1 })).toEqual(['run-8']);
    expect((await store.runs({ limit: 1 }))[0]).toMatchObject({ pointCount: 2, machine: { cores: 2 } });
    const [series] = await all(store, { branch: 'main', sinceMs: historyRun(6).startedAtMs });
    expect(series?.points.map(({ run }) => run)).toEqual(['run-7', 'run-9']);
  });

  it('puts the newest report on a run beside its points, whichever came first', async () => {
    const file = singleRun({ id: 'run-1' });
    const report = (verdict: 'regressed' | 'improved', createdAt: string) =>
      reportOf(file, { 'a.bench.ts#parse': { verdict, speedup: 0.9 } }, createdAt);
    expect(await store.addReport(report('regressed', '2026-01-02T00:00:00.000Z'))).toBe('added');
    await store.add(historyRun(1), null);
    expect((await store.run('run-1'))?.points[0]?.verdict).toMatchObject({ verdict: 'regressed' });
    expect(await store.addReport(report('improved', '2026-01-03T00:00:00.000Z'))).toBe('added');
    expect(await store.addReport(report('regressed', '2026-01-02T00:00:00.000Z'))).toBe('known');
    const run = await store.run('run-1');
    expect(run?.points[0]?.verdict).toMatchObject({
      verdict: 'improved',
      change: { p50: { point: 1 / 0.9 - 1 } },
    });
    expect(run?.points[1]?.verdict).toBeNull();
    expect(run?.baseline).toBe('main@0000000');
  });

  it('knows the machine of each point of a run that several measured', async () => {
    const points = [pointOf('a.bench.ts#parse', 1, { fingerprint: 'machine-2' }), pointOf('b', 2)];
    await store.add(historyRun(1, { points }), null);
    const machines = (await all(store, {})).map(({ points }) => points[0]?.fingerprint);
    expect(machines).toEqual(['machine-2', 'machine-1']);
  });

  it('gives back the bytes of a run file', async () => {
    const bytes = Buffer.from('{"kind":"run"}'.repeat(1_000));
    await store.add(historyRun(1), bytes);
    await store.add(historyRun(2), null);
    expect(Buffer.from((await store.raw('run-1')) as Uint8Array).equals(bytes)).toBe(true);
    expect(await store.raw('run-2')).toBeNull();
  });

  it('keeps change points by their id', async () => {
    await store.putChanges([]);
    await store.putChanges([
      changeEntry('c1', {}),
      changeEntry('c2', { benchmark: 'other', branch: null, firstSeenMs: 1 }),
    ]);
    await store.putChanges([changeEntry('c1', { state: 'fixed', note: 'by #12' })]);
    expect((await store.changes({})).map(({ id }) => id)).toEqual(['c2', 'c1']);
    expect(await store.changes({ state: 'fixed' })).toEqual([
      changeEntry('c1', { state: 'fixed', note: 'by #12' }),
    ]);
    expect(await store.changes({ branch: null })).toHaveLength(1);
  });

  it('removes old runs and those of old branches, and nothing else', async () => {
    for (let i = 0; i < 80; i++) await store.add(historyRun(i), Buffer.from(`${i}`));
    await store.add(historyRun(5, { id: 'feature-5', branch: 'feature' }), null);
    await store.add(historyRun(90, { id: 'feature-90', branch: 'feature' }), null);
    const policy = {
      runsBeforeMs: historyRun(3).startedAtMs,
      otherBranches: { than: ['main'], beforeMs: historyRun(50).startedAtMs },
      rawBeforeMs: historyRun(10).startedAtMs,
    };
    expect(await store.gc({ ...policy, dryRun: true })).toEqual({ runCount: 4, rawCount: 10 });
    expect(await store.runs({})).toHaveLength(82);
    expect(await store.gc(policy)).toEqual({ runCount: 4, rawCount: 10 });
    expect(await store.gc(policy)).toEqual({ runCount: 0, rawCount: 0 });
    const [series] = await all(store, { benchmark: 'a.bench.ts#parse', branch: 'main' });
    expect(series?.points.map(({ run }) => run)).toEqual(
      Array.from({ length: 77 }, (_, i) => `run-${i + 3}`),
    );
    expect(await all(store, { branch: 'feature' })).toHaveLength(2);
    expect(await store.raw('run-9')).toBeNull();
    expect(await store.raw('run-10')).not.toBeNull();
    await store.add(historyRun(100), null);
    expect((await all(store, { branch: 'main' }))[0]?.points.at(-1)?.run).toBe('run-100');
    expect(await store.check()).toEqual([]);
  });

  it('makes series again of the runs', async () => {
    for (let i = 0; i < 70; i++) await store.add(historyRun(i), null);
    const before = await all(store, {});
    expect(await store.repair()).toBe(70);
    expect(await all(store, {})).toEqual(before);
    expect(await store.check()).toEqual([]);
  });
}

export async function all(store: HistoryStore, query: SeriesQuery): Promise<Series[]> {
  const found: Series[] = [];
  for await (const series of store.series(query)) found.push(series);
  return found;
}

export function changeEntry(id: string, fields: Partial<ChangeEntry>): ChangeEntry {
  return {
    id,
    project: 'default',
    benchmark: 'a.bench.ts#parse',
    environment: 'ci',
    branch: 'main',
    percentile: 'p50',
    kind: 'step',
    ratio: { point: 0.05, lower: 0.04, upper: 0.06, confidence: 0.95 },
    afterRun: 'run-1',
    atRun: 'run-2',
    afterCommit: null,
    atCommit: 'abc',
    firstSeenMs: 1_000,
    pValue: 0.001,
    state: 'open',
    note: null,
    confirmed: null,
    ...fields,
  };
}
