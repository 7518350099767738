import { execFileSync } from 'node:child_process';
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
  readonly addresses: Readonly<Record<'exporter' | 'prometheus' | 'alertmanager' | 'node', string>>;
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
    const environment = {
      PROMETHEUS_URL: first.addresses.prometheus,
      PROMETHEUS_DATA: join(data, 'prometheus'),
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
    console.info(
      `back with all its data after ${((Date.now() - startedMs) / 1_000).toFixed(1)} s (goal: 15 minutes)`,
    );
    expect(() => script('restore')).toThrow(/not empty/);
    expect(await second.program.stop('SIGTERM')).toBe(0);
  });
});
