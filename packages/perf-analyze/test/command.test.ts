import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HistoryRun, openStore } from '@perf-suite/history';
import { parseAnalysis } from '@perf-suite/schema';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main } from '../src/cli/main.js';
import { commitOf, madeRuns, RUNS, SLOWER_AT } from '../src/testing/made-runs.js';
import { DAY_MS, FIRST_RUN_MS } from '../src/testing/made-series.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-analyze-'));
  await keep('history.db', madeRuns());
  await keep('rates.db', madeRuns().map(asRate));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function keep(file: string, runs: readonly HistoryRun[]): Promise<void> {
  const store = await openStore(join(folder, file));
  for (const run of runs) await store.add(run, null);
  await store.close();
}

/** The same run as another tool writes it: one value each, in operations a second. */
function asRate(run: HistoryRun): HistoryRun {
  return {
    ...run,
    evidence: 'summary',
    points: run.points.map((point) => ({
      ...point,
      unit: 'ops/s',
      better: 'higher',
      p50: 1e9 / (point.p50 as number),
      p95: null,
      roundP50: [],
      roundP95: [],
    })),
  };
}

function analyze(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return analyzeIn('history.db', ...args);
}

async function analyzeIn(
  file: string,
  ...args: string[]
): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const code = await main([...args, '--store', join(folder, file)], {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    nowMs: () => FIRST_RUN_MS + RUNS * DAY_MS,
    cwd: folder,
    environment: {},
    platform: 'linux',
    outIsTerminal: false,
    outColumns: undefined,
    untilStopped: () => AbortSignal.abort(),
  });
  return { code, out, err };
}

describe('changes', () => {
  test('shows the change with its commits and the command that confirms it', async () => {
    const { code, out } = await analyze('changes');
    expect(code).toBe(0);
    expect(out).toContain('ci, branch main: 60 runs of 6 benchmarks');
    expect(out).toMatch(/slower {2}a\.bench\.ts#parse\n {6}p50 \+[78]\.\d %/);
    expect(out).toContain(`${commitOf(39).slice(0, 10)}..${commitOf(40).slice(0, 10)}`);
    expect(out).toContain(
      `perf-suite bisect --good ${commitOf(39).slice(0, 10)} --bad ${commitOf(40).slice(0, 10)} 'a.bench.ts#parse'`,
    );
    expect(out).toMatch(/\n {6}[▁-█]{40}│[▁-█]{20} {2}(?:1\.0\d ms|99\d µs), then 1\.0[78] ms\n/);
    expect(out.match(/confirm:/g)).toHaveLength(1);
  });

  test('ends with 1 while a slowdown is open, if asked to', async () => {
    expect((await analyze('changes', '--fail-on', 'open')).code).toBe(1);
  });

  test('gives entries as JSON that stay the same', async () => {
    const [first, second] = [
      await analyze('changes', '--format', 'json'),
      await analyze('changes', '--format', 'json'),
    ];
    expect(JSON.parse(first.out)).toMatchObject({
      environments: [
        { environment: 'ci', changes: [{ benchmark: 'a.bench.ts#parse', kind: 'step', atRun: 'run-40' }] },
      ],
    });
    expect(second.out).toBe(first.out);
  });
});

test('a change that is intended stays so, in the store and in the file', async () => {
  const json = JSON.parse((await analyze('changes', '--format', 'json')).out);
  const id = json.environments[0].changes[0].id as string;
  const refused = await analyze('intend', id);
  expect(refused).toMatchObject({ code: 2 });
  expect(refused.err).toContain('expected --note');
  const { code, out } = await analyze('intend', id.slice(0, 5), '--note', 'checks more', '--file');
  expect({ code, out }).toEqual({ code: 0, out: `${id} a.bench.ts#parse: intended: checks more\n` });
  expect(await readFile(join(folder, 'perf-changes.json'), 'utf8')).toContain('checks more');
  expect((await analyze('changes')).out).toContain('intended: checks more');
  expect((await analyze('changes', '--fail-on', 'open')).code).toBe(0);
  expect((await analyze('reopen', id)).code).toBe(0);
  expect((await analyze('ack', 'zzz')).err).toContain('expected the id of one change, found none');
});

test('trends show the slower benchmark first, as text and as a weekly summary', async () => {
  const { out } = await analyze('trends');
  expect(out.split('\n')[2]).toMatch(/^a\.bench\.ts#parse .*\+[78]\.\d %/);
  const { out: markdown } = await analyze('trends', '--format', 'markdown');
  expect(markdown).toContain('1 benchmark of 6 surely slower than before; 1 open change.');
  expect(markdown).toContain('perf-suite bisect --good');
});

test('forecast says that a budget will not be exceeded, or already is', async () => {
  expect((await analyze('forecast', '--budget', 'p50 <= 10 ms', '-f', 'sort')).out).toContain('not within');
  expect((await analyze('forecast', '--budget', 'p50 <= 1 us', '-f', 'sort')).out).toContain('already');
  const refused = await analyze('forecast', '--budget', '10 ms');
  expect(refused).toMatchObject({ code: 2 });
  expect(refused.err).toContain("expected a budget such as 'p95 <= 10 ms'");
});

test('slo ends with 7 where an objective is broken', async () => {
  const objective = 'p50 <= 1.05 ms in 99 % of runs in 30 days';
  const { code, out } = await analyze('slo', '--objective', objective);
  expect(code).toBe(7);
  expect(out.split('\n')[1]).toMatch(/parse .*broken/);
  expect((await analyze('slo', '--objective', objective, '-f', 'sort')).code).toBe(0);
});

describe('--out', () => {
  const OBJECTIVE = 'p50 <= 1.05 ms in 99 % of runs in 30 days';
  test.each([
    ['changes', [], 0],
    ['forecasts', ['forecast', '--budget', 'p50 <= 1.2 ms'], 0],
    ['objectives', ['slo', '--objective', OBJECTIVE], 7],
  ] as const)('writes %s as a document that other programs can read', async (kind, args, expected) => {
    const path = join(folder, `${kind}.json`);
    const command = args.length === 0 ? ['changes'] : args;
    const { code, out, err } = await analyze(...command, '--format', 'json', '--out', `${kind}.json`);
    expect({ code, out, err }).toEqual({
      code: expected,
      out: '',
      err: `perf-analyze: written to ${kind}.json\n`,
    });
    const analysis = parseAnalysis(JSON.parse(await readFile(path, 'utf8')), path);
    expect(analysis).toMatchObject({ kind, createdAt: new Date(FIRST_RUN_MS + RUNS * DAY_MS).toISOString() });
    // Nothing that it writes is unknown to the schema.
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(analysis);
  });

  test('says when the first run after a change was', async () => {
    const { out } = await analyze('changes', '--format', 'json');
    const changedAt = new Date(FIRST_RUN_MS + SLOWER_AT * DAY_MS).toISOString();
    expect(JSON.parse(out).environments[0].changes[0]).toMatchObject({ changedAt, branch: 'main' });
  });

  test('replaces neither the history nor a run', async () => {
    await writeFile(join(folder, 'a.run.json'), '{"kind":"run"}');
    for (const [file, found] of [
      ['history.db', 'the history'],
      ['a.run.json', 'a run file'],
    ] as const) {
      const before = await readFile(join(folder, file));
      const { code, err } = await analyze('changes', '--out', file);
      expect(code).toBe(2);
      expect(err).toContain(`expected a file of its own, found ${found}`);
      expect((await readFile(join(folder, file))).equals(before)).toBe(true);
    }
  });
});

test('says where there is no history, or nothing in it', async () => {
  const { code, err } = await analyzeIn('none.db', 'changes');
  expect(code).toBe(2);
  expect(err).toContain('none.db');
});

test.each([
  [['--env', 'cj'], '--env: expected ci, found "cj"'],
  [['--branch', 'mian'], '--branch: expected main, found "mian"'],
  [['--project', 'x'], '--project: expected default, found "x"'],
  [['--since', '1h'], '--since: expected runs of the last 1h, found the newest of 2026-03-01'],
  [['--filter', 'pase'], '--filter: expected a regular expression that matches a benchmark, found "pase"'],
])('names what no run has: %s', async (flags, message) => {
  for (const command of ['changes', 'trends']) {
    const { code, err } = await analyze(command, ...flags);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) });
  }
});

describe('rates, of which more is better', () => {
  test('change as their values do', async () => {
    const { out } = await analyzeIn('rates.db', 'changes');
    expect(out).toMatch(/slower +a\.bench\.ts#parse\n +p50 -7\.\d % \(-\d\.\d % to -\d\.\d %\)/);
    const { out: rows } = await analyzeIn('rates.db', 'trends');
    expect(rows.split('\n')[2]).toMatch(
      /^a\.bench\.ts#parse .*-7\.\d % \[-\d\.\d, -\d\.\d\].* slower -7\.\d %/,
    );
  });

  test('have budgets and objectives from below', async () => {
    const forecast = (budget: string) => analyzeIn('rates.db', 'forecast', '--budget', budget, '-f', 'parse');
    expect((await forecast('p50 >= 1000 ops/s')).out).toMatch(/already, by 7\.\d %/);
    expect((await forecast('p50 >= 500 ops/s')).out).toContain('not within');
    const objective = 'p50 >= 970 ops/s in 99 % of runs in 30 days';
    const slo = await analyzeIn('rates.db', 'slo', '--objective', objective);
    expect(slo.code).toBe(7);
    expect(slo.out.split('\n')[1]).toMatch(/parse .*broken/);
  });

  test.each([
    ['p50 <= 1 ms', '--budget: expected values in ops/s, found ns'],
    ['p50 <= 1000 ops/s', '--budget: expected >=, as higher values in ops/s are better, found <='],
    ['p95 >= 1000 ops/s', '--budget: expected values with p95, found none'],
  ])('say what is wrong with %s', async (budget, message) => {
    const { code, err } = await analyzeIn('rates.db', 'forecast', '--budget', budget);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) });
  });
});
