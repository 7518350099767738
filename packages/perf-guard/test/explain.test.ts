import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeRunFile } from '@perf-suite/schema/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pairedRun, singleRun } from './run-builder.js';

const COMMAND = fileURLToPath(new URL('../bin/perf-guard.js', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-guard-explain-'));
  const benchmarks = [
    { name: 'parse', change: 0.2 },
    { name: 'print' },
    { name: 'print all' },
    { name: 'throws', failure: { reason: 'threw' as const, round: 0, message: 'boom\u001b[2J' } },
  ];
  await writeRunFile(
    join(folder, 'auto.run.json'),
    pairedRun({ rounds: 14, askedRounds: 'auto', benchmarks }),
  );
  await writeRunFile(join(folder, 'single.run.json'), singleRun({ benchmarks }));
});
afterAll(() => rm(folder, { recursive: true }));

function explain(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [COMMAND, 'explain', ...args], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

it('shows each round, and what each analysis made of them', async () => {
  const { code, stdout } = await explain('parse', 'auto.run.json');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^parse: regressed\n {2}Slower: p50 takes (19|20)\.\d % longer/);
  expect(stdout.match(/^ {2}round +\d+ .*●.* \+(1\d|2\d)\.\d %/gm)).toHaveLength(14);
  const [afterSix, afterEight] = [...stdout.matchAll(/^ {2}after \d+ rounds: .*$/gm)].map(([line]) => line);
  expect(afterSix).toMatch(/after 6 rounds: .* too early to find a change: open$/);
  expect(afterEight).toMatch(
    /after 8 rounds: .*p = 0\.00\d+, a change needs at most 0\.004: (open|regressed)$/,
  );
  expect(stdout).toMatch(/after (8|14) rounds: .*: regressed\n\nHow that is decided/);
});

it('of what is unchanged it shows where that was settled, by the name that only it has', async () => {
  const { stdout } = await explain('print', 'auto.run.json');
  expect(stdout).toMatch(/^print: unchanged\n/);
  expect(stdout).toMatch(/after 6 rounds: .*: unchanged\n\n/);
});

it('of what failed it says why, and gives a terminal no orders', async () => {
  const { code, stdout } = await explain('throws', 'auto.run.json');
  expect(code).toBe(0);
  expect(stdout).toBe('throws: failed\n  Failed in round 1: boom\\x1b[2J\n');
});

it('takes the newest run where none is named', async () => {
  const none = await explain('parse');
  expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('expected a run in .perf/runs') });
  await mkdir(join(folder, '.perf/runs'), { recursive: true });
  for (const day of ['2026-01-01', '2026-01-02']) {
    const benchmarks = [{ name: 'parse', change: day.endsWith('2') ? 0.2 : 0 }];
    await writeRunFile(join(folder, `.perf/runs/${day}.run.json`), pairedRun({ rounds: 8, benchmarks }));
  }
  const { stdout, stderr } = await explain('parse');
  expect(stdout).toMatch(/^parse: regressed\n/);
  expect(stderr).toBe('perf-guard: explains the newest run, .perf/runs/2026-01-02.run.json\n');
});

it.each([
  [['prin', 'auto.run.json'], 'expected one benchmark, found 2 named "prin"'],
  [['prase', 'auto.run.json'], 'Did you mean parse?'],
  [['parse', 'single.run.json'], 'expected an A/B run, found single.run.json'],
  [['parse', 'none.run.json'], 'none.run.json'],
])('%j is refused', async (args, message) => {
  const { code, stderr } = await explain(...args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
