import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readReportFile } from '@perf-suite/schema/node';
import { expect, it } from 'vitest';
import { benchmarkOf, newFolder, perfSuite, QUICK, readRun } from './run-command.js';

const BENCHMARK = `
import { suite } from 'perf-suite';
import { work } from './work.js';
export default suite(({ bench }) => {
  bench('work', () => work(3));
  bench('fine', () => [1, 2, 3].join());
});
`;

/** Makes a project with its base beside it; only `work.js` differs. */
function newPair(baseWork: string): string {
  const folder = newFolder();
  for (const [name, work] of [
    ['base', baseWork],
    ['head', 'export const work = (n) => n * 2;'],
  ] as const) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'package.json'), '{ "name": "pair", "type": "module" }');
    writeFileSync(join(folder, name, 'work.js'), work);
    writeFileSync(join(folder, name, 'work.bench.js'), BENCHMARK);
  }
  return join(folder, 'head');
}

async function compare(head: string) {
  const out = join(head, 'a.run.json');
  const finished = await perfSuite(['run', '--cwd', head, '--against', '../base', ...QUICK, '--out', out]);
  const report = await readReportFile(join(head, 'a.report.json'));
  return { ...finished, run: readRun(out, finished), report };
}

it('a benchmark that throws in base only is reported as such, and the others are compared', async () => {
  const head = newPair("export const work = () => { throw new Error('not written yet'); };");
  const { run, exitCode, stderr } = await compare(head);
  expect(exitCode).toBe(6);
  expect(stderr).toContain('not written yet (base)');
  expect(benchmarkOf(run, 'work').failure?.reason).toBe('threw');
  expect(benchmarkOf(run, 'fine').rounds).toHaveLength(2);
  expect(run.mode).toBe('paired');
});

it('a base whose own benchmarks do not load is not comparable', async () => {
  const { run, exitCode, stdout, stderr } = await compare(newPair('export const other = 1;'));
  expect(exitCode).toBe(5);
  expect(run.benchmarks).toMatchObject([
    { name: 'work', notLoaded: { variant: 'base' }, rounds: [], failure: null },
    { name: 'fine', notLoaded: { variant: 'base' }, rounds: [], failure: null },
  ]);
  expect(stdout.match(/ incomparable$/gm)).toHaveLength(2);
  expect(stderr).toContain("does not provide an export named 'work'");
});

it('a base that does not load fails the benchmarks of that file', async () => {
  const { run, exitCode, report } = await compare(
    newPair("export const work = 1; throw new Error('broken');"),
  );
  expect(exitCode).toBe(6);
  expect(run.benchmarks.map(({ failure }) => failure?.reason)).toEqual(['load', 'load']);
  expect(report).toMatchObject({ verdict: 'failed', counts: { failed: 2 } });
});

it('two rounds are too few to decide, and that is never called unchanged', async () => {
  const { stdout, stderr, exitCode, report } = await compare(newPair('export const work = (n) => n * 2;'));
  expect(stdout.match(/\? inconclusive/g)).toHaveLength(2);
  expect(stdout).toContain('2 inconclusive (a change counts from 2.5 % at p50, 5.0 % at p95)');
  expect(exitCode).toBe(0);
  expect(stderr).toContain('▲ with 2 rounds nothing can be found slower or faster, whatever its size');
  expect(report.counts).toMatchObject({ inconclusive: 2, unchanged: 0 });
});
