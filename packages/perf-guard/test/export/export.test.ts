import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeRunFile } from '@perf-suite/schema/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pairedRun, singleRun } from '../run-builder.js';

const COMMAND = fileURLToPath(new URL('../../bin/perf-guard.js', import.meta.url));
const BENCHMARKS = [
  { name: 'parse "a", b-100', change: 0.5, pairs: 20 },
  { name: '=1+1', pairs: 20 },
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-guard-export-'));
  await writeRunFile(join(folder, 'paired.run.json'), pairedRun({ rounds: 2, benchmarks: BENCHMARKS }));
  await writeRunFile(join(folder, 'single.run.json'), singleRun({ rounds: 2, benchmarks: BENCHMARKS }));
});
afterAll(() => rm(folder, { recursive: true }));

function exported(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [COMMAND, 'export', ...args], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

it.each([
  ['csv', 'csv'],
  ['bmf', 'bmf.json'],
  ['github-action-benchmark', 'github.json'],
  ['go', 'go.txt'],
  ['openmetrics', 'openmetrics.txt'],
])('writes %s as it was read over', async (format, name) => {
  const { code, stdout } = await exported('paired.run.json', '--format', format);
  expect(code).toBe(0);
  await expect(stdout).toMatchFileSnapshot(`golden/${name}`);
});

it('keeps a spreadsheet from computing a name, and quotes what would end a field', async () => {
  const lines = (await exported('single.run.json')).stdout.trimEnd().split('\r\n');
  expect(lines).toHaveLength(5);
  expect(lines[1]).toMatch(/^"bench\/a\.bench\.ts#parse ""a"", b-100",1,20,/);
});

it('writes either side of an A/B run, to a file as well', async () => {
  const p50Of = async (variant: string): Promise<number> => {
    const out = join(folder, `${variant}.txt`);
    await exported('paired.run.json', '--format', 'go', '--variant', variant, '--out', out);
    return Number(/ (\d+(?:\.\d+)?) ns\/op/.exec(await readFile(out, 'utf8'))?.[1]);
  };
  expect((await p50Of('head')) / (await p50Of('base'))).toBeCloseTo(1.5, 1);
});

it.each([
  [['single.run.json', '--variant', 'base'], 'Only runs with --against have a base.'],
  [['paired.run.json', '--format', 'cvs'], 'Did you mean csv?'],
  [['paired.run.json', '--out', 'paired.run.json'], 'paired.run.json'],
])('%j is refused', async (args, message) => {
  const { code, stderr } = await exported(...args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
