import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Report } from '@perf-suite/schema';
import { readReportFile } from '@perf-suite/schema/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Finished, perfSuite } from '../failures/run-command.js';

const GUARD = join(
  dirname(createRequire(import.meta.url).resolve('@perf-suite/perf-guard/package.json')),
  'bin/perf-guard.js',
);

/**
 * Every tenth call takes longer, the rest 30 µs. Time is spun away by the clock: how long a call takes
 * does not depend on the machine.
 */
const handler = (tailUs: number): string => `
let calls = 0;
export const handle = () => {
  const end = performance.now() + (calls++ % 10 === 0 ? ${tailUs} : 30) / 1000;
  while (performance.now() < end);
};
`;

const BENCHMARK = `
import { suite } from 'perf-suite';
import { handle } from './handler.js';
export default suite(({ bench }) => { bench('handler', handle); });
`;

const folder = mkdtempSync(join(tmpdir(), 'perf-suite-tail-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const head = join(folder, 'head');
const runFile = join(folder, 'a.run.json');

let finished: Finished;
let report: Report;

beforeAll(async () => {
  for (const [name, tailUs] of [
    ['base', 60],
    ['head', 120],
  ] as const) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'package.json'), '{ "name": "tail", "type": "module" }');
    writeFileSync(join(folder, name, 'handler.js'), handler(tailUs));
    writeFileSync(join(folder, name, 'handler.bench.js'), BENCHMARK);
  }
  const against = ['--against', '../base', '--rounds', '8', '--time', '100ms'];
  finished = await perfSuite(['run', '--cwd', head, ...against, '--out', runFile]);
  report = await readReportFile(join(folder, 'a.report.json'));
}, 180_000);

describe('a handler whose tail takes twice as long', () => {
  it('fails the run, which names p95, its size and interval', () => {
    expect(finished.exitCode, finished.stdout + finished.stderr).toBe(1);
    expect(finished.stdout).toMatch(/regressed at p95: 0\.\d+[×x] \[0\.\d+, 0\.\d+\]/);
    expect(finished.stdout).toMatch(/handler: Slower: p95 takes [\d.]+ % longer \(95 % interval/);
  });

  it('is named in the report as what decides: p50 is as it was', () => {
    const [comparison] = report.comparisons;
    expect(comparison).toMatchObject({ verdict: 'regressed', severity: 'critical' });
    const [p50, p95] = comparison?.percentiles ?? [];
    expect(p50).toMatchObject({ percentile: 'p50', gates: true });
    expect(p50?.verdict).not.toBe('regressed');
    expect(p95).toMatchObject({ percentile: 'p95', gates: true, verdict: 'regressed' });
  });

  it('is judged the same by perf-guard check of the file, and in each format', async () => {
    expect(await check([])).toMatchObject({ exitCode: 1 });
    expect((await check([])).stdout).toMatch(/Slower: p95 takes/);
    const markdown = await check(['--format', 'markdown']);
    expect(markdown.stdout).toMatch(/regressed: 1 of 1 benchmark, worst \\\+[\d.]+ % at p95/);
    expect(markdown.stdout).toMatch(/\| 🔴 handler \(critical\) \| \+\S+ % at p95 \|/);
    const json = JSON.parse((await check(['--format', 'json'])).stdout);
    expect(json.comparisons).toEqual(report.comparisons);
  });

  it('only warns where p50 alone is to decide', async () => {
    const { exitCode, stdout } = await check(['--percentile', 'p50']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('p95 takes');
    expect(stdout).toContain('does not decide the verdict');
  });
});

function check(args: readonly string[]): Promise<{ exitCode: number; stdout: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [GUARD, 'check', runFile, ...args], (error, stdout) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), stdout });
    });
  });
}
