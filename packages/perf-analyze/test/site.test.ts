import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { openStore } from '@perf-suite/history';
import { EXAMPLE_BENCHMARKS, exampleHistory } from '@perf-suite/testing/example-history';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { benchmarkHistory, intervalAt, runAt } from '../page/model/benchmark-history.js';
import { RunTable } from '../page/model/run-table.js';
import { main } from '../src/cli/main.js';
import type { BenchmarkData, OverviewData, RunsData, SiteData } from '../src/site/site-data.js';

const HOSTILE = '</script><img src=x onerror=alert(1)>"\'`$\u2028../..';
const BENCHMARKS = [...EXAMPLE_BENCHMARKS, { id: HOSTILE, ns: 500 }];
const RUNS = exampleHistory({ runCount: 60, benchmarks: BENCHMARKS });
let database: string;
let folder: string;

beforeAll(async () => {
  database = await mkdtemp(join(tmpdir(), 'perf-site-history-'));
  const store = await openStore(join(database, 'history.db'));
  for (const run of RUNS) await store.add(run, null);
  await store.close();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-site-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
afterAll(() => rm(database, { recursive: true, force: true }));

async function site(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await main(['site', '--store', join(database, 'history.db'), ...args], {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    nowMs: () => Date.UTC(2026, 10, 21),
    cwd: folder,
    environment: {},
    platform: 'linux',
    outIsTerminal: false,
    outColumns: undefined,
    untilStopped: () => AbortSignal.abort(),
  });
  return { code, out, err };
}

/** Runs a data file as a browser does, and returns what it left. */
async function dataOf<T>(path: string): Promise<T> {
  const world = { self: {} as { perfData?: Record<string, T> } };
  runInNewContext(await readFile(path, 'utf8'), world);
  const [data] = Object.values(world.self.perfData ?? {});
  return JSON.parse(JSON.stringify(data)) as T;
}

const filesOf = async (path: string) => (await readdir(path, { recursive: true })).sort();

describe('perf-analyze site', () => {
  test('writes pages and data that hold what the history does', async () => {
    const { code, out } = await site('--out', 'site');
    expect(code).toBe(0);
    expect(out).toMatch(/site: 60 runs, \d+ files, [\d.]+ MB; open index\.html\n$/);
    const data = join(folder, 'site', 'perf-data');
    const { environments, title } = await dataOf<SiteData>(join(data, 'site.js'));
    expect(title).toBe('Benchmarks');
    expect(environments).toMatchObject([
      { label: 'ci', branch: 'main', runCount: 60, benchmarkCount: BENCHMARKS.length },
    ]);
    const here = join(data, environments[0]?.folder ?? '');
    const table = new RunTable(await dataOf<RunsData>(join(here, 'runs.js')));
    expect(table.run(59)).toMatchObject({
      id: RUNS[59]?.id,
      commit: RUNS[59]?.commit,
      startedAtMs: RUNS[59]?.startedAtMs,
      machine: 'Sample CPU · 4 cores · linux 6.1.0 x64 · Node 24.4.0 · fingerprint 5f0c21d9e3b7',
    });
    const { rows } = await dataOf<OverviewData>(join(here, 'overview.js'));
    const row = rows.find(({ benchmark }) => benchmark === BENCHMARKS[3]?.id);
    const history = benchmarkHistory(await dataOf<BenchmarkData>(join(here, 'benchmark', `${row?.key}.js`)));
    const column = history.percentiles.p50;
    const rounds = [...(RUNS[7]?.points[3]?.roundP50 ?? [])].sort((a, b) => a - b);
    const typical = ((rounds[3] as number) + (rounds[4] as number)) / 2;
    expect(column?.values).toHaveLength(60);
    expect((column?.values[7] ?? 0) / typical).toBeCloseTo(1, 6);
    expect(column && runAt(column, 7)).toBe(7);
    const [low, high] = (column && intervalAt(column, 7)) ?? [0, 0];
    expect(low).toBeLessThan(typical);
    expect(high / typical).toBeCloseTo(typical / low, 5);
  });

  test('keeps names that others wrote inside their texts, and gives them safe files', async () => {
    await site('--out', 'site', '--title', HOSTILE);
    for (const file of await filesOf(join(folder, 'site'))) {
      expect(file).toMatch(/^(\.nojekyll|index\.html|perf-data([/\\][a-z0-9-]+)*(\.js|\.css)?)$/);
    }
    const page = await readFile(join(folder, 'site', 'index.html'), 'utf8');
    expect(page).not.toContain('onerror');
    const { environments, title } = await dataOf<SiteData>(join(folder, 'site', 'perf-data', 'site.js'));
    expect(title).toContain('</script><img src=x onerror=alert(1)>');
    const here = join(folder, 'site', 'perf-data', environments[0]?.folder ?? '');
    const { rows } = await dataOf<OverviewData>(join(here, 'overview.js'));
    expect(rows.some(({ benchmark }) => benchmark.startsWith('</script><img src=x'))).toBe(true);
  });

  test('asks for nothing beyond its folder', async () => {
    await site('--out', 'site');
    const page = await readFile(join(folder, 'site', 'index.html'), 'utf8');
    const asked = [...page.matchAll(/(?:src|href)="(?!data:)([^"]+)"/g)].map(([, url]) => url);
    expect(asked).toEqual([
      expect.stringMatching(/^perf-data\/page\.css/),
      expect.stringMatching(/^perf-data\/page\.js/),
    ]);
    expect(page).toContain("default-src 'none'");
    expect(page).not.toContain('unsafe');
  });

  test('replaces its own site, and removes what the new one does not need', async () => {
    await site('--out', 'site');
    const before = await filesOf(join(folder, 'site'));
    const old = join(folder, 'site', 'perf-data', 'gone-0123456789');
    await mkdir(old);
    await writeFile(join(old, 'overview.js'), 'old');
    await writeFile(join(folder, 'site', 'CNAME'), 'perf.example.org');
    expect((await site('--out', 'site')).code).toBe(0);
    expect(await filesOf(join(folder, 'site'))).toEqual(['CNAME', ...before].sort());
  });

  test('leaves a folder alone that holds something else', async () => {
    await mkdir(join(folder, 'docs'));
    await writeFile(join(folder, 'docs', 'index.html'), '<p>mine</p>');
    const { code, err } = await site('--out', 'docs');
    expect(code).toBe(2);
    expect(err).toContain('found another index.html');
    expect(await readdir(join(folder, 'docs'))).toEqual(['index.html']);
    expect(await readFile(join(folder, 'docs', 'index.html'), 'utf8')).toBe('<p>mine</p>');
  });

  test('says what is wrong with a place that cannot be written, and with flags', async () => {
    await writeFile(join(folder, 'file'), '');
    expect(await site('--out', join('file', 'site'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('is a file, not a folder'),
    });
    expect(await site()).toMatchObject({ code: 2, err: expect.stringContaining('expected --out') });
    expect(await site('--out', 'site', '--report-url', 'javascript:{run}')).toMatchObject({ code: 2 });
    expect(await site('--out', 'site', '--env', 'none')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/--env: expected .*, found "none"/),
    });
  });
});
