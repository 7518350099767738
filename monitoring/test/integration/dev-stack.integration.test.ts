import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeRunFile } from '@perf-suite/schema/node';
import { eventually, findProgram, type RunningProgram, startProgram } from '@perf-suite/testing/real-server';
import { singleRun } from '@perf-suite/testing/sample-run';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queryValue } from './query-value.js';

const monitoring = fileURLToPath(new URL('../../', import.meta.url));
const programs = [
  findProgram('prometheus', 'prometheus'),
  findProgram('prometheus-alertmanager', 'prometheus-alertmanager'),
  findProgram('prometheus-pushgateway', 'prometheus-pushgateway'),
  findProgram('prometheus-node-exporter', 'prometheus-node-exporter'),
];

/** A sample for each scrape. All of this test is within the hour, so that none slides out of it. */
const SCRAPED = 'count_over_time(benchmark_last_run_timestamp_seconds[1h])';
const TIMEOUT_MS = 900_000;

interface Stack {
  readonly program: RunningProgram;
  readonly addresses: Readonly<
    Record<'exporter' | 'prometheus' | 'alertmanager' | 'pushgateway' | 'node', string>
  >;
}

async function startStack(runs: string, data: string): Promise<Stack> {
  const program = startProgram(join(monitoring, 'dev'), [
    '--runs',
    runs,
    '--data',
    data,
    '--any-port',
    '--json',
  ]);
  const line = await eventually(async () => /^\{.*\}$/m.exec(program.output())?.[0] ?? null, {
    withinMs: 180_000,
    what: `monitoring/dev to be ready: ${program.output()}`,
  });
  return { program, addresses: JSON.parse(line) as Stack['addresses'] };
}

const COMMENT = 'new disk in the machine';

/** A silence, a pushed metric and a notification, each of them on disk. */
async function leaveState({ addresses }: Stack, data: string): Promise<void> {
  await fetch(`${addresses.pushgateway}/metrics/job/test`, {
    method: 'PUT',
    body: 'pushed_before_backup 1\n',
  });
  const silenced = await fetch(`${addresses.alertmanager}/api/v2/silences`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      matchers: [{ name: 'environment', value: 'ci', isRegex: false }],
      startsAt: new Date().toISOString(),
      endsAt: new Date(Date.now() + 3_600_000).toISOString(),
      createdBy: 'test',
      comment: COMMENT,
    }),
  });
  expect(silenced.status).toBe(200);
  const files = {
    'alertmanager/silences': COMMENT,
    'alertmanager/nflog': 'watchdog',
    pushgateway: 'pushed_before_backup',
  };
  await eventually(
    async () =>
      Object.entries(files).every(([name, text]) =>
        readFileSync(join(data, name), 'latin1').includes(text),
      ) || null,
    { withinMs: 300_000, what: 'silence, notification and pushed metric to be on disk' },
  );
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-dev-stack-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(programs.includes(null))('monitoring/dev', () => {
  it('starts everything, and a backup brings back what was destroyed', { timeout: TIMEOUT_MS }, async () => {
    const [runs, data] = [join(folder, 'runs'), join(folder, 'data')];
    await mkdir(runs);
    const startedAt = new Date(Date.now() - 60_000).toISOString();
    await writeRunFile(
      join(runs, 'a.run.json'),
      singleRun({ id: 'a', startedAt, benchmarks: { parse: [[1_000]] } }),
    );
    const first = await startStack(runs, data);
    await eventually(
      async () => ((await queryValue(first.addresses.prometheus, 'count(up == 1)')) === 6 ? true : null),
      { withinMs: 180_000, what: 'all five targets to be up, one of them for two jobs' },
    );
    const scraped = await eventually(
      async () => {
        const count = await queryValue(first.addresses.prometheus, SCRAPED);
        return count !== null && count >= 5 ? count : null;
      },
      { withinMs: 180_000, what: 'a few scrapes' },
    );
    await leaveState(first, data);
    const environment = {
      PROMETHEUS_URL: first.addresses.prometheus,
      PROMETHEUS_DATA: join(data, 'prometheus'),
      ALERTMANAGER_DATA: join(data, 'alertmanager'),
      PUSHGATEWAY_STATE: join(data, 'pushgateway'),
      RUNS: runs,
    };
    const archive = join(folder, 'backup.tar.gz');
    const script = (name: string) =>
      execFileSync(join(monitoring, name), [archive], {
        env: { ...process.env, ...environment },
        encoding: 'utf8',
      });
    console.info(script('backup').trim());
    // SIGINT as from a keyboard; everything it started ends with it.
    expect(await first.program.stop('SIGINT')).toBe(0);
    await expect(fetch(first.addresses.prometheus)).rejects.toThrow();

    await rm(runs, { recursive: true });
    await rm(data, { recursive: true });
    const startedMs = Date.now();
    console.info(script('restore').trim());
    const second = await startStack(runs, data);
    expect(await queryValue(second.addresses.prometheus, SCRAPED)).toBeGreaterThanOrEqual(scraped);
    expect(await (await fetch(`${second.addresses.exporter}/metrics`)).text()).toContain(
      'benchmark_name="parse"',
    );
    const silences = await (await fetch(`${second.addresses.alertmanager}/api/v2/silences`)).json();
    expect(silences).toMatchObject([{ comment: COMMENT, status: { state: 'active' } }]);
    expect(await (await fetch(`${second.addresses.pushgateway}/metrics`)).text()).toContain(
      'pushed_before_backup{',
    );
    // What was notified before is in the log: the restored file says so without a notification of its own.
    expect(statSync(join(data, 'alertmanager/nflog')).size).toBeGreaterThan(0);
    console.info(
      `back with all its data after ${((Date.now() - startedMs) / 1_000).toFixed(1)} s (goal: 15 minutes)`,
    );
    expect(() => script('restore')).toThrow(/not empty/);
    expect(await second.program.stop('SIGTERM')).toBe(0);
  });
});
