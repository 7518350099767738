import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeReportFile, writeRunFile } from '@perf-suite/schema/node';
import { runExporter, startServing } from '@perf-suite/testing/exporter-command';
import { eventually, freePort, type RunningProgram } from '@perf-suite/testing/real-server';
import { reportOf } from '@perf-suite/testing/sample-report';
import { singleRun } from '@perf-suite/testing/sample-run';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seriesValue } from '../src/testing/scrape.js';

let folder = '';
const running: RunningProgram[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-exporter-command-'));
  await mkdir(join(folder, 'runs'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((program) => program.stop()));
  await rm(folder, { recursive: true, force: true });
});

async function serve(...args: string[]): Promise<{ url: string; program: RunningProgram }> {
  const served = await startServing('--runs', join(folder, 'runs'), '--poll', '100ms', ...args);
  running.push(served.program);
  return served;
}

const get = async (url: string) => (await fetch(url)).text();

/** What was measured; the exporter's own metrics differ from scrape to scrape. */
function results(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^(# \w+ )?(perf_exporter|process)_/.test(line))
    .join('\n');
}

async function writeRun(id: string, hour: number, slow = false): Promise<void> {
  const startedAt = `2026-03-01T${String(hour).padStart(2, '0')}:00:00.000Z`;
  const run = singleRun({
    id,
    startedAt,
    benchmarks: { parse: [[1_000.3, 1_100.7], [1_200]], 'print "x"': [[3e6]] },
  });
  await writeRunFile(join(folder, 'runs', `${id}.run.json`), run);
  const judged = slow
    ? ({ verdict: 'regressed', severity: 'critical', speedup: 0.8 } as const)
    : ({ verdict: 'unchanged', speedup: 1 } as const);
  await writeReportFile(join(folder, 'runs', `${id}.report.json`), reportOf(run, { parse: judged }));
}

describe('perf-exporter serve', () => {
  it('takes in runs as they are written, and says the same after a kill and a restart', async () => {
    await writeRun('r1', 10);
    const first = await serve('--stale-after', '99999d');
    await writeRun('r2', 11, true);
    const series =
      'performance_regression_open{benchmark_name="parse",environment="local",branch="main",severity="critical"}';
    await eventually(async () => (seriesValue(await get(first.url), series) === 1 ? true : null), {
      withinMs: 60_000,
      what: 'the second run to be served',
    });
    const before = results(await get(first.url));
    await first.program.stop('SIGKILL');
    const second = await serve('--stale-after', '99999d');
    const after = results(await get(second.url));
    expect(after.split('\n').sort()).toEqual(before.split('\n').sort());
    expect(after).toContain('benchmark_name="print \\"x\\""');
  });

  it('names bad files, counts them, and serves the good ones', async () => {
    await writeRun('good', 10);
    await writeFile(join(folder, 'runs', 'future.run.json'), '{"kind":"run","schemaVersion":99}');
    const { url, program } = await serve('--stale-after', '99999d');
    const text = await get(url);
    expect(seriesValue(text, 'perf_exporter_files_skipped{reason="future-version"}')).toBe(1);
    expect(seriesValue(text, 'perf_exporter_files_skipped{reason="corrupt"}')).toBe(0);
    expect(seriesValue(text, 'perf_exporter_files_read_total')).toBe(2);
    expect(program.output()).toMatch(/skipped \(future-version\): .*future\.run\.json/);
  });

  it('stops in order when asked to, with exit code 0', async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const { program, url } = await serve();
      await get(url);
      expect(await program.stop(signal)).toBe(0);
    }
  });

  it('answers readiness and health without a token, metrics only with it', async () => {
    await writeFile(join(folder, 'token'), 'geheim\n');
    const { url } = await serve('--token-file', join(folder, 'token'));
    expect((await fetch(url.replace('/metrics', '/readyz'))).status).toBe(200);
    expect((await fetch(url.replace('/metrics', '/healthz'))).status).toBe(200);
    expect((await fetch(url)).status).toBe(401);
    expect((await fetch(url, { headers: { authorization: 'Bearer geheim' } })).status).toBe(200);
  });

  it('serves custom metrics that files bring, and the machine’s when asked to', async () => {
    await writeFile(
      join(folder, 'metrics.yaml'),
      '- {name: cache_hit_ratio, type: gauge, description: Hits., labels: [cache]}',
    );
    const values = (id: string, name: string) =>
      JSON.stringify({
        kind: 'metrics',
        schemaVersion: 1,
        id,
        values: [{ name, labels: { cache: 'ast' }, value: 0.75 }],
      });
    await writeFile(join(folder, 'runs', 'a.metrics.json'), values('a', 'cache_hit_ratio'));
    await writeFile(join(folder, 'runs', 'b.metrics.json'), values('b', 'undeclared'));
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(join(folder, 'runs', 'b.metrics.json'), longAgo, longAgo);
    const { url, program } = await serve('--metrics-file', join(folder, 'metrics.yaml'), '--system-metrics');
    const text = await get(url);
    expect(seriesValue(text, 'cache_hit_ratio{cache="ast"}')).toBe(0.75);
    expect(text).toContain('system_load1 ');
    expect(program.output()).toMatch(/skipped \(corrupt\): .*b\.metrics\.json.*"undeclared"/);
  });

  it('counts what its cap refused', async () => {
    const ids = Array.from({ length: 60 }, (_, i) => `benchmark ${i}`);
    const run = singleRun({
      id: 'wide',
      startedAt: '2026-03-01T10:00:00.000Z',
      benchmarks: Object.fromEntries(ids.map((id) => [id, [[1_000]]])),
    });
    await writeRunFile(join(folder, 'runs', 'wide.run.json'), run);
    const { url } = await serve('--series-cap', '1000', '--stale-after', '99999d');
    const text = await get(url);
    expect(seriesValue(text, 'perf_exporter_dropped_series')).toBeGreaterThan(1_000);
    expect(seriesValue(text, 'perf_exporter_series')).toBeLessThanOrEqual(1_050);
  });
});

describe('perf-exporter', () => {
  it('says what is wrong and what to do, with exit code 2', async () => {
    const cases: [string[], RegExp][] = [
      [['serve'], /--runs/],
      [['serve', '--runs', join(folder, 'nowhere'), '--port', '0'], /nowhere: expected a folder/],
      [['serve', '--runs', folder, '--port', '99999'], /--port: expected a whole number from 0 to 65535/],
      [
        ['serve', '--runs', folder, '--stale-after', 'soon'],
        /--stale-after: expected a duration such as .*, found "soon"/,
      ],
      [['serve', '--runs', folder, '--host', '0.0.0.0'], /without a token\n.*--token-file/],
      [['serve', '--runs', folder, '--tls-cert', 'x.pem'], /--tls-cert and --tls-key together/],
      [['push'], /--gateway nor --remote-write/],
      [['push', '--gateway', 'http://127.0.0.1:9'], /expected run or report files/],
      [['push', '--gateway', 'localhost:9', 'x'], /expected an http or https address/],
      [
        ['backfill', '--runs', folder, '--out', join(folder, 'x')],
        /expected run or report files, found none/,
      ],
      [['dance'], /unknown command/],
    ];
    for (const [args, message] of cases) {
      const { code, err, out } = await runExporter(...args);
      expect({ args, code, err }).toEqual({ args, code: 2, err: expect.stringMatching(message) });
      expect(out).toBe('');
      expect(err).not.toContain('serving');
    }
  });

  it('ends with 2 when the receiver is away: no benchmark failed', async () => {
    await writeRun('r1', 10);
    const gateway = `http://127.0.0.1:${await freePort()}`;
    const run = join(folder, 'runs', 'r1.run.json');
    const { code, err } = await runExporter('push', run, '--gateway', gateway, '--attempts', '1');
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringMatching(/no answer: .*ECONNREFUSED.*\n.*Check that the server runs/),
    });
  });

  it('refuses a port that is taken instead of hiding behind another', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, err } = await runExporter('serve', '--runs', folder, '--port', String(port));
    other.close();
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(`port ${port} is taken`) });
  });

  it('shows examples in its help and its version without loading anything', async () => {
    for (const args of [['--help'], ['serve', '--help'], ['push', '--help'], ['backfill', '--help']]) {
      const { code, out } = await runExporter(...args);
      expect(code).toBe(0);
      expect(out).toContain('Examples:\n  $ perf-exporter ');
    }
    const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
    expect((await runExporter('--version')).out).toBe(`${(manifest as { version: string }).version}\n`);
  });
});
