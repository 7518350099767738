import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeReportFile, writeRunFile } from '@perf-suite/schema/node';
import { eventually, findProgram } from '@perf-suite/testing/real-server';
import { sampleEnvironment } from '@perf-suite/testing/sample-environment';
import { reportOf } from '@perf-suite/testing/sample-report';
import { singleRun } from '@perf-suite/testing/sample-run';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AlertPath, startAlertPath } from './alert-path.js';
import { queryValue } from './query-value.js';

const programs = [
  findProgram('prometheus', 'prometheus'),
  findProgram('prometheus-alertmanager', 'prometheus-alertmanager'),
];

/** All runs that the exporter has read, each counted once. */
const RUNS = 'benchmark_suite_duration_seconds_count';

let path: AlertPath;
let number = 0;

async function finishRun(id: string, slow: boolean): Promise<void> {
  number++;
  const run = singleRun({
    id: `run-${number}`,
    startedAt: new Date().toISOString(),
    durationMs: 1,
    environment: sampleEnvironment({ name: 'ci' }),
    benchmarks: { [id]: [[1_000]] },
  });
  await writeRunFile(join(path.runs, `${number}.run.json`), run);
  const verdict = slow
    ? ({ verdict: 'regressed', severity: 'critical', speedup: 0.5 } as const)
    : ({ verdict: 'unchanged', speedup: 1 } as const);
  await writeReportFile(join(path.runs, `${number}.report.json`), reportOf(run, { [id]: verdict }));
}

const query = (promql: string) => queryValue(path.prometheusUrl, promql);

const until = (promql: string, value: number) =>
  eventually(async () => ((await query(promql)) === value ? true : null), {
    withinMs: 180_000,
    what: `${promql} to be ${value}`,
  });

describe.skipIf(programs.includes(null))(
  'kill -9 while runs go on',
  () => {
    beforeAll(async () => {
      path = await startAlertPath();
    }, 300_000);
    afterAll(async () => {
      await path.stop();
    });

    it('loses no run that ended while the exporter was dead', async () => {
      await finishRun('before', false);
      await until(RUNS, 1);
      await path.programs.exporter.stop('SIGKILL');
      await finishRun('before', false);
      await finishRun('meanwhile', false);
      await path.restart('exporter');
      await until(RUNS, 3);
      await until('benchmark_failed{benchmark_name="meanwhile"}', 0);
    });

    it('keeps what Prometheus had scraped, and goes on', async () => {
      const scraped = await query('count_over_time(up{job="perf-exporter"}[1h])');
      await path.programs.prometheus.stop('SIGKILL');
      await path.restart('prometheus');
      const kept = (await query('count_over_time(up{job="perf-exporter"}[1h])')) ?? 0;
      expect(kept).toBeGreaterThanOrEqual(scraped ?? Number.POSITIVE_INFINITY);
      await finishRun('after', false);
      await until(RUNS, 4);
    });

    it('still sends what began to fire while Alertmanager was dead', async () => {
      await finishRun('first', true);
      const sent = (id: string) =>
        path.messages.filter(({ channel, body }) => channel === 'slack' && body.includes(`${id} got slower`));
      const arrives = (id: string) =>
        eventually(async () => (sent(id).length > 0 ? true : null), {
          withinMs: 180_000,
          what: `the message about ${id}`,
        });
      await arrives('first');
      await path.programs.alertmanager.stop('SIGKILL');
      await finishRun('second', true);
      await sleep(3_000);
      await path.restart('alertmanager');
      await arrives('second');
    });
  },
  600_000,
);
