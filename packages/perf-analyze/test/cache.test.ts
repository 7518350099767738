import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HistoryRun, openStore } from '@perf-suite/history';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { main } from '../src/cli/main.js';
import { madePoint, madeRun } from '../src/testing/made-runs.js';
import { DAY_MS, FIRST_RUN_MS, gaussian } from '../src/testing/made-series.js';

const RUNS = 105;
/** With these, the history is large enough to be kept. */
const BENCHMARKS = 200;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-analyze-cache-'));
  await add(Array.from({ length: RUNS }, (_, run) => runOf(run)));
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function add(runs: readonly HistoryRun[]): Promise<void> {
  const store = await openStore(join(folder, 'history.db'));
  for (const run of runs) await store.add(run, null);
  await store.close();
}

function runOf(run: number, id?: string): HistoryRun {
  const noise = gaussian(run + 1);
  const points = Array.from({ length: BENCHMARKS }, (_, index) => {
    const level = index % 20 === 0 && run >= 50 ? 1.08e6 : 1e6;
    return madePoint(
      `benchmark ${index}`,
      Array.from({ length: 3 }, () => level * Math.exp(0.01 * noise())),
    );
  });
  return madeRun(run, points, id);
}

async function analyze(...args: string[]): Promise<{ out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await main([...args, '--format', 'json', '--store', join(folder, 'history.db')], {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    nowMs: () => FIRST_RUN_MS + 200 * DAY_MS,
    cwd: folder,
    environment: {},
    platform: 'linux',
    outIsTerminal: false,
    outColumns: undefined,
    untilStopped: () => AbortSignal.abort(),
  });
  expect({ code, err }).toMatchObject({ code: 0 });
  return { out, err };
}

/** The same question with the cache and without it. */
async function expectSame(...args: string[]): Promise<string> {
  const cached = await analyze(...args);
  expect(cached).toEqual({ out: (await analyze(...args, '--no-cache')).out, err: '' });
  return cached.out;
}

const cacheFiles = async (): Promise<string[]> =>
  (await readdir(join(folder, 'analysis-cache')).catch(() => [])).map((name) =>
    join(folder, 'analysis-cache', name),
  );

test('what is found is the same with the cache, without it, and after more runs', async () => {
  await analyze('changes', '--no-cache');
  expect(await cacheFiles()).toEqual([]);
  const first = await expectSame('changes');
  expect(JSON.parse(first).environments[0].changes).toHaveLength(BENCHMARKS / 20);
  expect(await cacheFiles()).toHaveLength(2);
  await add([runOf(RUNS), runOf(RUNS + 1)]);
  for (const command of ['changes', 'trends']) await expectSame(command);
  await expectSame('changes', '--min-effect', '10%');
  await expectSame('changes', '--since', '100d');
});

test('a benchmark that is new, and a run that was late, are seen', async () => {
  const run = runOf(RUNS + 2);
  await add([{ ...run, points: [...run.points, { ...run.points[0], benchmark: 'a new one' } as never] }]);
  expect(await expectSame('trends')).toContain('a new one');
  await add([runOf(20, 'late')]);
  await expectSame('changes');
});

test('a cache that is damaged is ignored, and made again', async () => {
  await analyze('changes');
  const whole = new Map<string, Buffer>();
  for (const path of await cacheFiles()) whole.set(path, await readFile(path));
  for (const path of whole.keys()) {
    const bytes = Buffer.from(whole.get(path) as Buffer);
    bytes.fill('x', bytes.length >> 1, (bytes.length >> 1) + 20);
    await writeFile(path, bytes);
  }
  await expectSame('changes');
  await analyze('changes');
  for (const [path, bytes] of whole) expect((await readFile(path)).equals(bytes)).toBe(true);
});

test('where nothing can be kept, the analysis says so and goes on', async () => {
  await rm(join(folder, 'analysis-cache'), { recursive: true });
  await writeFile(join(folder, 'analysis-cache'), 'a file in the way');
  const { out, err } = await analyze('changes');
  expect(err).toContain('the next analysis has to read the whole history again');
  expect(out).toBe((await analyze('changes', '--no-cache')).out);
});
