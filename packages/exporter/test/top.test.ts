import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseMetricsSummary, type SingleRun } from '@perf-suite/schema';
import { writeReportFile, writeRunFile } from '@perf-suite/schema/node';
import { COMMAND, runExporter, startServing } from '@perf-suite/testing/exporter-command';
import { freePort, type RunningProgram } from '@perf-suite/testing/real-server';
import { sampleEnvironment } from '@perf-suite/testing/sample-environment';
import { reportOf } from '@perf-suite/testing/sample-report';
import { singleRun } from '@perf-suite/testing/sample-run';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const TOKEN = 'a-token-of-some-length';
let folder = '';
let program: RunningProgram;
let address = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-exporter-top-'));
  await mkdir(join(folder, 'runs'));
  await writeFile(join(folder, 'token'), TOKEN);
  for (let i = 0; i < 6; i++) await writeRun(i, i >= 4);
  const served = await startServing('--runs', join(folder, 'runs'), '--token-file', join(folder, 'token'));
  program = served.program;
  address = served.url.replace('/metrics', '');
});
afterAll(async () => {
  await program?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The clock of the test has a date in every run's past. */
async function writeRun(i: number, slow: boolean): Promise<void> {
  const run: SingleRun = singleRun({
    id: `r${i}`,
    startedAt: new Date(Date.now() - (10 - i) * 3_600_000).toISOString(),
    environment: sampleEnvironment({ name: 'bench-1', ci: 'github', loadAtStart: 3 }),
    git: { commit: `c0ffee${i}`, branch: 'main', dirty: false },
    benchmarks: { 'a.bench.ts#parse': [[1_000]], 'a.bench.ts#print': [[500]] },
  });
  await writeRunFile(join(folder, 'runs', `r${i}.run.json`), run);
  const report = reportOf(run, {
    'a.bench.ts#parse': slow
      ? { verdict: 'regressed', severity: 'critical', speedup: 0.8 }
      : { verdict: 'unchanged', speedup: 1 },
    'a.bench.ts#print': { verdict: 'unchanged', speedup: 1.01 },
  });
  await writeReportFile(join(folder, 'runs', `r${i}.report.json`), report);
}

describe('GET /api/metrics/summary', () => {
  const ask = (headers: Record<string, string> = {}) => fetch(`${address}/api/metrics/summary`, { headers });

  it('says what the schema allows, to who has the token', async () => {
    expect((await ask()).status).toBe(401);
    expect((await ask({ authorization: 'Bearer wrong' })).status).toBe(401);
    const answer = await ask({ authorization: `Bearer ${TOKEN}` });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/json');
    const summary = parseMetricsSummary(await answer.json(), 'the answer');
    const parse = { benchmark: 'a.bench.ts#parse', environment: 'bench-1', branch: 'main' };
    expect(summary).toMatchObject({
      defaultBranch: 'main',
      verdicts: { regressed: 1, unchanged: 1 },
      openRegressions: [{ ...parse, severity: 'critical', commit: 'c0ffee4', baseline: 'main@0000000' }],
      worstSpeedup: { ...parse, point: 0.8, baseline: 'main@0000000' },
      newestRun: { environment: 'bench-1', branch: 'main' },
      environments: [{ name: 'bench-1', cores: 4, load: 3, lastDurationSeconds: 60 }],
      pipelines: [
        { pipeline: 'github', branch: 'main', trigger: 'ci', passed: false, passCount: 4, failCount: 2 },
      ],
      files: { readCount: 12, skipped: {} },
    });
    expect(summary.benchmarks[0]?.recentSpeedups).toEqual([1, 1, 1, 1, 0.8, 0.8]);
    expect(summary.newestRun?.ageSeconds).toBeGreaterThan(4 * 3_600);
  });
});

describe('perf-exporter top', () => {
  const withToken = () => ['--token-file', join(folder, 'token')];

  it('shows open regressions, benchmarks, machines and pipelines once through a pipe, without colours', async () => {
    const { code, out, err } = await runExporter('top', address, ...withToken());
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).not.toContain('\u001b');
    expect(out).toContain('1 regressed, 1 unchanged');
    expect(out).toMatch(/Open regressions\n {2}▼ critical a\.bench\.ts#parse .*bench-1 main/);
    expect(out).toMatch(/a\.bench\.ts#parse +0\.800× █+▁▁ regressed/);
    expect(out).toMatch(/bench-1 +━+╸?─* load 3\.0 of 4 {2}suite 1 min 00 s/);
    expect(out).toMatch(/✖ github main ci +4 of 6 passed, passed \d h/);
  });

  it('keeps within a narrow terminal, and draws with ASCII and colours where asked to', async () => {
    const environment = { ...process.env, FORCE_COLOR: '1', NO_COLOR: '' };
    const args = [COMMAND, 'top', `${address}/metrics`, '--once', '--ascii', ...withToken()];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env: environment });
    expect(stdout).toContain('\u001b[31m');
    expect(stdout).toMatch(/v critical/);
    for (const character of stdout) expect(character.codePointAt(0)).toBeLessThan(128);
    const plain = await promisify(execFile)(process.execPath, args, {
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '1' },
    });
    expect(plain.stdout).not.toContain('\u001b');
  });

  it('says what is wrong and what to do', async () => {
    const nobody = `127.0.0.1:${await freePort()}`;
    const cases: [string[], RegExp][] = [
      [[nobody], /no answer: .*ECONNREFUSED.*\n.*perf-exporter serve --runs/],
      [[address], /answered 401.*\n.*--token-file/],
      [['ftp://x'], /expected the address of an exporter, found "ftp:\/\/x"/],
      [[address, '--every', 'often'], /--every: expected a duration/],
    ];
    for (const [args, message] of cases) {
      const { code, err, out } = await runExporter('top', ...args);
      expect({ args, code, err, out }).toEqual({
        args,
        code: 2,
        err: expect.stringMatching(message),
        out: '',
      });
    }
  });
});
