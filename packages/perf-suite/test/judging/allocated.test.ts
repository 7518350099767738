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
 * A call waits for 0.1 ms, which allocates nothing: how long it takes depends neither on the machine nor on what it
 * allocates.
 */
const library = (count: number): string => `
const cell = new Int32Array(new SharedArrayBuffer(4));
const numbers = Array.from({ length: 50 }, (_, i) => i);
const wait = () => Atomics.wait(cell, 0, 0, 0.1);
export const points = () => { wait(); return Array.from({ length: ${count} }, (_, x) => ({ x, y: 2 })); };
export const split = () => { wait(); return 'a, b, c'.split(',').map((part) => part.trim()); };
export const long = () => Atomics.wait(cell, 0, 0, 101);
`;

const BENCHMARK = `
import { suite } from 'perf-suite';
import { long, points, split } from './library.js';
export default suite(({ bench }) => {
  bench('points', () => points());
  bench('split', () => split());
  bench('long', { run: () => long(), time: '1ms' });
});
`;

const folder = mkdtempSync(join(tmpdir(), 'perf-suite-allocated-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const runFile = join(folder, 'a.run.json');

let finished: Finished;
let report: Report;

beforeAll(async () => {
  for (const [name, count] of [
    ['base', 100],
    ['head', 160],
  ] as const) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'package.json'), '{ "name": "allocated", "type": "module" }');
    writeFileSync(join(folder, name, 'library.js'), library(count));
    writeFileSync(join(folder, name, 'library.bench.js'), BENCHMARK);
  }
  const short = ['--rounds', '7', '--time', '20ms', '--warmup', '20ms', '--min-effect', '50%'];
  const against = ['--against', '../base', ...short];
  finished = await perfSuite(['run', '--cwd', join(folder, 'head'), ...against, '--out', runFile]);
  report = await readReportFile(join(folder, 'a.report.json'));
}, 240_000);

const named = (name: string) => report.comparisons.find((one) => one.name === name);

describe('a benchmark that allocates more and takes as long', () => {
  it('passes, and the output says that it allocates more', () => {
    expect(finished.exitCode, finished.stdout + finished.stderr).toBe(0);
    expect(finished.stdout.replace(/\s+/g, ' ')).toMatch(
      /points: .*Allocates more: [\d.]+ k?B a call -> [\d.]+ k?B \(\+\d+(\.\d)? %, 95 % interval/,
    );
  });

  it('has in the report how much, and how sure that is', () => {
    const allocation = named('points')?.allocation;
    expect(allocation).toMatchObject({ verdict: 'regressed', gates: false, replicates: 7 });
    expect(allocation?.change?.point).toBeGreaterThan(0.3);
    expect(allocation?.change?.point).toBeLessThan(0.9);
    expect(named('points')?.verdict).not.toBe('regressed');
  });

  it('leaves unchanged what allocates as much, and says where nobody knows', () => {
    expect(named('split')?.allocation).toMatchObject({ verdict: 'unchanged' });
    expect(named('long')?.allocation).toMatchObject({
      verdict: 'inconclusive',
      changeBytes: null,
      notMeasured: 'a call takes longer than 100 ms',
    });
  });

  it('fails where --fail-on names it, and says why', async () => {
    const { exitCode, stdout } = await guard('check', runFile, '--fail-on', 'regressed,allocated');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('1 benchmark allocates more: exit code 1 by --fail-on allocated');
    expect(stdout).toContain(
      'known from no round, so that it cannot fail for it: a call takes longer than 100 ms',
    );
    const quiet = await guard('check', runFile, '--fail-on', 'regressed');
    expect(quiet.exitCode).toBe(0);
    const larger = ['--fail-on', 'allocated', '--minimum-allocation-effect', '95%'];
    expect((await guard('check', runFile, ...larger)).exitCode).toBe(0);
  });

  it('is shown in each format that people read', async () => {
    const markdown = await guard('check', runFile, '--format', 'markdown');
    expect(markdown.stdout).toMatch(/#### Allocates more \(1\)\n\n- 🗑️ \*\*points\*\*: Allocates more: /);
    const junit = await guard('check', runFile, '--format', 'junit', '--fail-on', 'allocated');
    expect(junit.stdout).toMatch(/<failure type="allocates more" message="allocates more: /);
    const explained = await guard('explain', 'points', runFile);
    expect(explained.stdout).toMatch(/What a call allocates\n {2}base [\d.]+ k?B, head [\d.]+ k?B/);
    expect(explained.stdout).toMatch(/collecting garbage took [\d.]+ % of the measured time/);
  });
});

function guard(...args: readonly string[]): Promise<{ exitCode: number; stdout: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [GUARD, ...args], (error, stdout) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), stdout });
    });
  });
}
