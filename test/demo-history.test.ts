import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRunFile, writeRunFile } from '@perf-suite/schema/node';
import { singleRun } from '@perf-suite/testing/sample-run';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RUN_COUNT, resampleRuns, SLOW_FROM } from '../scripts/resample-runs.mjs';

const SLOWED = 'sorting.bench.ts#sort > names with Intl.Collator';
const packages = fileURLToPath(new URL('../packages', import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'perf-demo-history-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const round = (ns: number) => Array.from({ length: 120 }, (_, i) => ns * (1 + (i % 7) / 500));
/** Five rounds that differ by up to 3 %, or some times that. */
const rounds = (ns: number, times: number) =>
  [0, 0.01, -0.01, 0.02, -0.005].map((part) => round(ns * (1 + times * part)));

it('a history of 60 runs is made of one, and the slowdown in it is found at its run', async () => {
  const measured = join(folder, 'measured.run.json');
  const benchmarks = {
    'sorting.bench.ts#sort > names with localeCompare': rounds(100_000, 2),
    'files.bench.ts#files > read': rounds(200_000, 3),
    [SLOWED]: rounds(300_000, 1),
  };
  await writeRunFile(measured, singleRun({ benchmarks }));
  const runs = join(folder, 'runs');
  expect(await resampleRuns({ runFile: measured, folder: runs })).toBe(SLOWED);
  const files = readdirSync(runs);
  expect(files).toHaveLength(RUN_COUNT);
  // Each is a valid run file.
  const ids = await Promise.all(files.map(async (name) => (await readRunFile(join(runs, name))).id));
  expect(new Set(ids).size).toBe(RUN_COUNT);
  const store = join(folder, 'history.db');
  run('history/bin/perf-history.js', 'add', runs, '--store', store);
  const found = JSON.parse(
    run('perf-analyze/bin/perf-analyze.js', 'changes', '--store', store, '--format', 'json'),
  );
  const atP50 = found.environments[0].changes.filter(
    ({ percentile }: { percentile: string }) => percentile === 'p50',
  );
  expect(atP50).toMatchObject([{ benchmark: SLOWED, kind: 'step', atRun: `resampled-${SLOW_FROM}` }]);
  expect(Math.abs(atP50[0].ratio.point - 0.08)).toBeLessThan(0.02);
});

function run(program: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(packages, program), ...args], {
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  return stdout;
}
