import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeReportFile, writeRunFile } from '@perf-suite/schema/node';
import { runExporter, startServing } from '@perf-suite/testing/exporter-command';
import { startPrometheus } from '@perf-suite/testing/real-prometheus';
import { eventually, findProgram, freePort, startProgram } from '@perf-suite/testing/real-server';
import { sampleEnvironment } from '@perf-suite/testing/sample-environment';
import { reportOf } from '@perf-suite/testing/sample-report';
import { singleRun } from '@perf-suite/testing/sample-run';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const prometheus = findProgram('prometheus', 'prometheus');
const promtool = findProgram('promtool', 'prometheus');
const pushgateway = findProgram('prometheus-pushgateway', 'prometheus-pushgateway');
const openssl = findProgram('openssl', 'openssl');
const victoria = findProgram('victoria-metrics', 'victoria-metrics');

let folder = '';
const cleanUps: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-exporter-'));
});
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  await rm(folder, { recursive: true, force: true });
});

const LABELS = { benchmark_name: 'parse', environment: 'local', branch: 'feature/fast parser' };
const slowRun = singleRun({
  id: 'r2',
  environment: sampleEnvironment({ ci: 'github' }),
  startedAt: new Date(Date.now() - 120_000).toISOString(),
  git: { commit: 'commit-of-r2', branch: 'feature/fast parser', dirty: false },
  benchmarks: {
    parse: [
      [1_000, 1_100, 1_200],
      [1_300, 1_400],
    ],
  },
});
const slowReport = reportOf(slowRun, { parse: { verdict: 'regressed', severity: 'critical', speedup: 0.8 } });

async function writeSlowRun(): Promise<{ run: string; report: string }> {
  const runs = join(folder, 'runs');
  await mkdir(runs, { recursive: true });
  const files = { run: join(runs, 'r2.run.json.gz'), report: join(runs, 'r2.report.json') };
  await writeRunFile(files.run, slowRun);
  await writeReportFile(files.report, slowReport);
  return files;
}

async function run(...args: string[]): Promise<void> {
  const { code, err } = await runExporter(...args);
  expect(code, err).toBe(0);
}

describe.skipIf(promtool === null)('promtool check metrics', () => {
  it('has nothing against what is served by default', async () => {
    await writeSlowRun();
    const { url, program } = await startServing('--runs', join(folder, 'runs'), '--system-metrics');
    cleanUps.push(() => program.stop());
    const text = await (await fetch(url)).text();
    for (const name of ['speedup_ratio', 'ci_pipeline_runs_total', 'perf_exporter_requests_refused_total'])
      expect(text).toContain(`# HELP ${name} `);
    expect(execFileSync(promtool ?? '', ['check', 'metrics'], { input: text, encoding: 'utf8' })).toBe('');
  });
});

describe.skipIf(prometheus === null)('a real Prometheus', () => {
  it('scrapes perf-exporter serve, with the commit as exemplar', async () => {
    await writeSlowRun();
    const { url, program: exporter } = await startServing('--runs', join(folder, 'runs'), '--compat');
    cleanUps.push(() => exporter.stop());
    const server = await startPrometheus(prometheus ?? '', { targets: [new URL(url).host] });
    cleanUps.push(() => server.stop());
    const found = await eventually(
      async () => {
        const result = await server.query('performance_regressions_detected_total{severity="critical"}');
        return result.length > 0 ? result : null;
      },
      { withinMs: 60_000, what: 'the regression to be scraped' },
    );
    expect(found[0]?.value).toBe(1);
    expect(found[0]?.labels).toMatchObject({ ...LABELS, job: 'perf-suite' });
    const bucket = await server.query('benchmark_execution_time_seconds_bucket{le="1e-06"}');
    expect(bucket[0]?.value).toBe(1);
    expect((await server.query('benchmark_execution_time_ms_bucket{le="5"}'))[0]?.value).toBe(5);
    expect((await server.query('up'))[0]?.value).toBe(1);
    const exemplars = await fetch(
      `${server.url}/api/v1/query_exemplars?query=performance_regressions_detected_total&start=${Date.now() / 1_000 - 3_600}&end=${Date.now() / 1_000 + 60}`,
    );
    expect(await exemplars.text()).toContain('"commit_hash":"commit-of-r2"');
    expect(await exporter.stop('SIGINT')).toBe(0);
  });

  it.skipIf(openssl === null)('scrapes with TLS and a token, and not without', async () => {
    await writeSlowRun();
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    execFileSync(
      openssl ?? '',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-keyout',
        key,
        '-out',
        cert,
        ...subject,
      ],
      { stdio: 'pipe' },
    );
    await writeFile(join(folder, 'token'), 'geheim\n');
    const { url, program: exporter } = await startServing(
      ...['--runs', join(folder, 'runs'), '--token-file', join(folder, 'token')],
      ...['--tls-cert', cert, '--tls-key', key],
    );
    cleanUps.push(() => exporter.stop());
    const job = (name: string, authorization: string) =>
      `  - job_name: ${name}\n    scheme: https\n    tls_config: { ca_file: ${cert} }\n${authorization}    static_configs: [{ targets: ['${new URL(url).host}'] }]\n`;
    const server = await startPrometheus(prometheus ?? '', {
      scrape:
        job('with', `    authorization: { credentials_file: ${join(folder, 'token')} }\n`) +
        job('without', ''),
    });
    cleanUps.push(() => server.stop());
    const up = await eventually(
      async () => {
        const result = await server.query('up{job=~"with|without"}');
        return result.some(({ value }) => value === 1) && result.length === 2 ? result : null;
      },
      { withinMs: 60_000, what: 'both jobs to be scraped' },
    );
    expect(Object.fromEntries(up.map(({ labels, value }) => [labels.job, value]))).toEqual({
      with: 1,
      without: 0,
    });
  });

  it('takes remote writes with the run’s own time', async () => {
    const { run: runFile, report } = await writeSlowRun();
    const server = await startPrometheus(prometheus ?? '');
    cleanUps.push(() => server.stop());
    await run(
      'push',
      runFile,
      report,
      '--remote-write',
      `${server.url}/api/v1/write`,
      '--label',
      'team=core',
    );
    const found = await server.query(
      'speedup_ratio{percentile="p50"}',
      Date.parse(slowRun.finishedAt) / 1_000 + 1,
    );
    expect(found).toEqual([
      {
        labels: {
          __name__: 'speedup_ratio',
          ...LABELS,
          percentile: 'p50',
          baseline_version: 'main@0000000',
          job: 'perf-suite',
          team: 'core',
        },
        value: 0.8,
      },
    ]);
    const stored = await server.query('timestamp(speedup_ratio{percentile="p50"})');
    expect(stored[0]?.value).toBe(Date.parse(slowRun.finishedAt) / 1_000);
  });

  it('refuses what is too old for it, and the message says what to do instead of trying again', async () => {
    await writeSlowRun();
    const old = join(folder, 'old.run.json');
    await writeRunFile(
      old,
      singleRun({ id: 'old', startedAt: '2020-01-01T00:00:00.000Z', benchmarks: { parse: [[1]] } }),
    );
    const server = await startPrometheus(prometheus ?? '');
    cleanUps.push(() => server.stop());
    await run('push', join(folder, 'runs', 'r2.run.json.gz'), '--remote-write', `${server.url}/api/v1/write`);
    const failed = await runExporter('push', old, '--remote-write', `${server.url}/api/v1/write`);
    expect(failed).toMatchObject({ code: 2, err: expect.stringContaining('perf-exporter backfill') });
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    const requests = metrics.matchAll(
      /^prometheus_http_requests_total\{code="([45]\d\d)",handler="\/api\/v1\/write"\} (\d+)$/gm,
    );
    expect([...requests].reduce((sum, [, , count]) => sum + Number(count), 0)).toBe(1);
  });

  it.skipIf(promtool === null)('shows a backfilled history at its true times', async () => {
    const runs = join(folder, 'runs');
    await mkdir(runs);
    const day = Date.parse('2026-01-01T00:00:00.000Z');
    for (let i = 0; i < 10; i++) {
      const startedAt = new Date(day + i * 86_400_000).toISOString();
      const one = singleRun({ id: `r${i}`, startedAt, benchmarks: { parse: [[1_000 + i]] } });
      await writeRunFile(join(runs, `${i}.run.json`), one);
    }
    const history = join(folder, 'history.om');
    const data = join(folder, 'data');
    await run('backfill', '--runs', runs, '--out', history, '--step', '1h');
    execFileSync(promtool ?? '', ['tsdb', 'create-blocks-from', 'openmetrics', history, data], {
      stdio: 'pipe',
    });
    const server = await startPrometheus(prometheus ?? '', { dataFolder: data });
    cleanUps.push(() => server.stop());
    const p50 = 'benchmark_execution_time_percentile_seconds{percentile="p50"}';
    for (const i of [0, 4, 9]) {
      const at = (day + i * 86_400_000 + 60_000) / 1_000;
      const found = await server.query(p50, at + 30);
      expect(found[0]?.value).toBeCloseTo((1_000 + i) / 1e9, 15);
      expect((await server.query('benchmark_samples_total', at + 30))[0]?.value).toBe(i + 1);
    }
    // 24 whole hours and the run at one minute past midnight.
    const hourly = await server.query(
      'count_over_time(benchmark_samples_total[24h])',
      (day + 3 * 86_400_000 + 1_800_000) / 1_000,
    );
    expect(hourly[0]?.value).toBe(25);
  });
});

describe.skipIf(pushgateway === null)('a real Pushgateway', () => {
  it('keeps one group for each branch, replaces it, and deletes it', async () => {
    const files = await writeSlowRun();
    const port = await freePort();
    const server = startProgram(pushgateway ?? '', [`--web.listen-address=127.0.0.1:${port}`]);
    cleanUps.push(() => server.stop());
    const url = `http://127.0.0.1:${port}`;
    const metrics = async () => (await fetch(`${url}/metrics`)).text();
    await eventually(metrics, { withinMs: 60_000, what: 'Pushgateway to answer' });
    await run('push', files.run, files.report, '--gateway', url);
    await run('push', files.run, files.report, '--gateway', url);
    const pushed = await metrics();
    expect(pushed).toMatch(/speedup_ratio\{.*branch="feature\/fast parser".*percentile="p50"\} 0\.8/);
    expect(pushed.match(/^ci_pipeline_status/gm)).toHaveLength(1);
    await run('push', '--delete', '--gateway', url, '--branch', 'feature/fast parser');
    expect(await metrics()).not.toContain('speedup_ratio');
  });
});

describe.skipIf(victoria === null)('a real VictoriaMetrics', () => {
  it('takes remote writes', async () => {
    const files = await writeSlowRun();
    const port = await freePort();
    const server = startProgram(victoria ?? '', [
      `-httpListenAddr=127.0.0.1:${port}`,
      `-storageDataPath=${join(folder, 'victoria')}`,
      '-search.latencyOffset=0s',
    ]);
    cleanUps.push(() => server.stop());
    const url = `http://127.0.0.1:${port}`;
    await eventually(async () => ((await fetch(`${url}/health`)).ok ? true : null), {
      withinMs: 60_000,
      what: 'VictoriaMetrics to answer',
    });
    await run('push', files.run, files.report, '--remote-write', `${url}/api/v1/write`);
    const exported = await eventually(
      async () => {
        const text = await (await fetch(`${url}/api/v1/export?match=speedup_ratio`)).text();
        return text === '' ? null : text;
      },
      { withinMs: 60_000, what: 'the sample to be stored' },
    );
    expect(JSON.parse(exported.split('\n')[0] ?? '')).toMatchObject({
      metric: { ...LABELS, baseline_version: 'main@0000000' },
      values: [0.8],
      timestamps: [Date.parse(slowRun.finishedAt)],
    });
  });
});
