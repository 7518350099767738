import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeRunFile } from '@perf-suite/schema/node';
import { runExporter, startServing } from '@perf-suite/testing/exporter-command';
import type { RunningProgram } from '@perf-suite/testing/real-server';
import { singleRun } from '@perf-suite/testing/sample-run';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { seriesValue } from '../src/testing/scrape.js';

const SERIES = 'cache_hit_ratio{shard="a",benchmark_name="parse",environment="local"}';
const METRICS = `
- name: cache_hit_ratio
  type: gauge
  description: Hits / lookups.
  labels: [shard, benchmark_name, environment]
`;

let folder = '';
let declared = '';
const running: RunningProgram[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-exporter-custom-'));
  await mkdir(join(folder, 'runs'));
  declared = join(folder, 'metrics.yaml');
  await writeFile(declared, METRICS);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((program) => program.stop()));
  await rm(folder, { recursive: true, force: true });
});

async function writeRun(id: string, hour: number, ratio: number): Promise<string> {
  const startedAt = `2026-03-01T${hour}:00:00.000Z`;
  const path = join(folder, 'runs', `${id}.run.json`);
  const labels = { shard: 'a' };
  await writeRunFile(path, {
    ...singleRun({ id, startedAt, benchmarks: { parse: [[1_000]] } }),
    metrics: [
      { benchmark: 'parse', name: 'cache_hit_ratio', labels, operation: 'set', values: [0.1, ratio] },
      { benchmark: 'parse', name: 'forgotten', labels, operation: 'add', values: [1] },
    ],
  });
  return path;
}

it('serve shows the metrics that benchmarks of run files set, and reports which are not declared', async () => {
  await writeRun('newer', 12, 0.93);
  await writeRun('older', 11, 0.5);
  const { url, program } = await startServing('--runs', join(folder, 'runs'), '--metrics-file', declared);
  running.push(program);
  const text = await (await fetch(url)).text();
  expect(seriesValue(text, SERIES)).toBe(0.93);
  expect(text).not.toContain('forgotten');
  expect(seriesValue(text, 'perf_exporter_custom_values_refused_total')).toBe(2);
  const hints = program.output().match(/left out: .*forgotten.*\n.*Add .*type: counter/g);
  expect(hints).toHaveLength(1);
});

it('backfill gives each run’s value its time', async () => {
  await writeRun('older', 11, 0.5);
  await writeRun('newer', 12, 0.93);
  const out = join(folder, 'history.om');
  await runExporter('backfill', '--runs', join(folder, 'runs'), '--out', out, '--metrics-file', declared);
  const lines = (await readFile(out, 'utf8')).split('\n').filter((line) => line.startsWith(SERIES));
  const at = (hour: number) => Date.UTC(2026, 2, 1, hour, 1) / 1_000;
  expect(lines.map((line) => line.slice(SERIES.length + 1))).toEqual([`0.5 ${at(11)}`, `0.93 ${at(12)}`]);
});

it('push delivers them', async () => {
  const bodies: string[] = [];
  const gateway = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (part: string) => bodies.push(part));
    request.on('end', () => response.end());
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => gateway.once('listening', resolve));
  const { port } = gateway.address() as AddressInfo;
  const path = await writeRun('r', 11, 0.5);
  const { err } = await runExporter(
    'push',
    path,
    '--gateway',
    `http://127.0.0.1:${port}`,
    '--metrics-file',
    declared,
  );
  gateway.close();
  expect(seriesValue(bodies.join(''), SERIES)).toBe(0.5);
  expect(err).toContain('does not declare forgotten');
});
