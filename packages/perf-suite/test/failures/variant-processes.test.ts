import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { benchmarkOf, newFolder, perfSuite, QUICK, readRun, start } from './run-command.js';

const WORK = 'export const work = (n) => n * 2;';

/** Makes a project with its base beside it; only `work.js` differs. Returns head's folder. */
function newPair(baseWork: string, headWork: string, benchmark: string): string {
  const folder = newFolder();
  for (const [name, work] of [
    ['base', baseWork],
    ['head', headWork],
  ] as const) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'package.json'), '{ "name": "pair", "type": "module" }');
    writeFileSync(join(folder, name, 'work.js'), work);
    writeFileSync(join(folder, name, 'work.bench.js'), benchmark);
  }
  return join(folder, 'head');
}

const BENCHMARK = `
import { suite } from 'perf-suite';
import { work } from './work.js';
export default suite(({ bench }) => {
  bench('work', () => work(3));
  bench('fine', () => [1, 2, 3].join());
});
`;

const VARIANT_PROCESSES = ['--isolation', 'process'];

async function compare(head: string, ...flags: string[]) {
  const out = join(head, 'a.run.json');
  const args = ['run', '--cwd', head, '--against', '../base', ...QUICK, ...flags, '--out', out];
  const finished = await perfSuite(args);
  return { ...finished, run: readRun(out, finished) };
}

/** Notes when each call began and ended, by process, and which variant and hash seed it has. */
const NOTED = `
import { writeFileSync } from 'node:fs';
import { suite } from 'perf-suite';
import { name } from './work.js';
const calls = [];
export default suite(({ bench }) => {
  bench('noted', {
    run() {
      const from = process.hrtime.bigint();
      let until = from;
      while (until < from + 200_000n) until = process.hrtime.bigint();
      calls.push([String(from), String(until)]);
    },
    teardown() {
      const file = new URL('./' + name + process.pid + '.json', process.env.NOTES);
      writeFileSync(file, JSON.stringify({ name, flags: process.execArgv, calls }));
    },
  });
});
`;

interface Notes {
  readonly name: string;
  readonly flags: readonly string[];
  readonly calls: readonly (readonly [string, string])[];
}

it('processes never run at the same time, and share their hash seed', async () => {
  const head = newPair("export const name = 'base';", "export const name = 'head';", NOTED);
  const notes = newFolder();
  const out = join(head, 'a.run.json');
  const args = [
    'run',
    '--cwd',
    head,
    '--against',
    '../base',
    ...VARIANT_PROCESSES,
    '--rounds',
    '1',
    '--time',
    '60ms',
    '--warmup',
    '5ms',
  ];
  const finished = await perfSuite([...args, '--out', out], { variables: { NOTES: `file://${notes}/` } });
  const run = readRun(out, finished);
  expect(run.settings.isolation).toBe('process');
  const noted = readdirSync(notes).map((file): Notes => JSON.parse(readFileSync(join(notes, file), 'utf8')));
  // The calls before the measurement are noted as well, by processes without a seed.
  const processes = noted.filter(({ flags }) => flags.some((flag) => flag.startsWith('--hash-seed=')));
  expect(processes.map(({ name }) => name).sort()).toEqual(['base', 'head']);
  const seeds = processes.map(({ flags }) => flags.filter((flag) => flag.startsWith('--hash-seed=')));
  expect(seeds[0]).toHaveLength(1);
  expect(seeds[0]).toEqual(seeds[1]);
  const calls = processes
    .flatMap(({ name, calls: own }) =>
      own.map(([from, until]) => ({ name, from: BigInt(from), until: BigInt(until) })),
    )
    .sort((a, b) => (a.from < b.from ? -1 : 1));
  let switches = 0;
  for (const [i, call] of calls.entries()) {
    const before = calls[i - 1];
    if (before === undefined || before.name === call.name) continue;
    switches += 1;
    expect(before.until <= call.from).toBe(true);
  }
  // At least from one warm-up to the other and back: how many slices follow is the clock's business.
  expect(switches).toBeGreaterThanOrEqual(2);
});

it('processes that return different results are reported as such', async () => {
  const { run } = await compare(
    newPair('export const work = (n) => n * 3;', WORK, BENCHMARK),
    ...VARIANT_PROCESSES,
  );
  expect(benchmarkOf(run, 'work').warnings.map(({ code }) => code)).toContain('different-result');
  expect(benchmarkOf(run, 'fine').warnings.map(({ code }) => code)).not.toContain('different-result');
});

it('a benchmark that throws in one variant process fails, and the others are compared', async () => {
  const head = newPair("export const work = () => { throw new Error('not yet'); };", WORK, BENCHMARK);
  const { run, exitCode, stderr } = await compare(head, ...VARIANT_PROCESSES);
  expect(exitCode).toBe(6);
  expect(stderr).toContain('not yet (base)');
  expect(benchmarkOf(run, 'work').failure?.reason).toBe('threw');
  expect(benchmarkOf(run, 'fine')).toMatchObject({ failure: null, rounds: [{}, {}] });
});

it('a variant process that never returns is ended after --timeout, and only its benchmark fails', async () => {
  const head = newPair(WORK, 'export const work = () => { for (;;); };', BENCHMARK);
  const { run, exitCode } = await compare(head, ...VARIANT_PROCESSES, '--timeout', '15s');
  expect(exitCode).toBe(6);
  expect(benchmarkOf(run, 'work').failure?.reason).toBe('timeout');
  expect(benchmarkOf(run, 'fine')).toMatchObject({ failure: null, rounds: [{}, {}] });
});

it('a variant process that ends its process fails its benchmark, and the others go on', async () => {
  const head = newPair('export const work = () => process.exit(3);', WORK, BENCHMARK);
  const { run, exitCode } = await compare(head, ...VARIANT_PROCESSES);
  expect(exitCode).toBe(6);
  expect(benchmarkOf(run, 'work').failure).toMatchObject({ reason: 'exited' });
  expect(benchmarkOf(run, 'fine')).toMatchObject({ failure: null, rounds: [{}, {}] });
});

it('code that registers itself once in a process is measured in processes, and that is said', async () => {
  const once = `${WORK}
const key = Symbol.for('pair');
if (globalThis[key]) throw new Error('pair is already registered');
globalThis[key] = true;`;
  const { run, exitCode, stderr } = await compare(newPair(once, once, BENCHMARK));
  expect(exitCode, stderr).toBe(0);
  expect(benchmarkOf(run, 'work')).toMatchObject({ isolation: 'process' });
  expect(run.warnings).toContainEqual(
    expect.objectContaining({
      code: 'isolation-process',
      message: expect.stringContaining('pair is already registered'),
    }),
  );
  expect(stderr).toContain('two processes that take turns');
  expect(benchmarkOf(run, 'work').rounds).toHaveLength(2);
});

it('what a call leaves in `setImmediate` counts for its own side, however many turns it takes', async () => {
  const leaving = `const spin = () => { for (const end = performance.now() + 0.02; performance.now() < end; ); };
  const next = (left) => { spin(); if (left > 0) setImmediate(next, left - 1); };
  let calls = 0;
  export const work = (n) => { if (calls++ < 100) setImmediate(next, 11); return n * 2; };`;
  const { run, stderr } = await compare(newPair(leaving, `${leaving}\n`, BENCHMARK));
  expect(benchmarkOf(run, 'work').rounds, stderr).toHaveLength(2);
  expect(benchmarkOf(run, 'work')).not.toMatchObject({ isolation: 'process' });
});

it('SIGINT ends processes after their slice and saves what was measured', async () => {
  const head = newPair(WORK, WORK, BENCHMARK);
  const out = join(head, 'a.run.json');
  const long = ['--rounds', '50', '--time', '300ms', '--verbose'];
  const { child, finished, said } = start([
    'run',
    '--cwd',
    head,
    '--against',
    '../base',
    ...VARIANT_PROCESSES,
    ...long,
    '--out',
    out,
  ]);
  await said(': p50');
  child.kill('SIGINT');
  const end = await finished;
  expect(end.exitCode).toBe(130);
  const run = readRun(out, end);
  expect(run.state).toBe('partial');
  expect(run.benchmarks.some(({ rounds }) => rounds.length > 0)).toBe(true);
  expect(run.benchmarks.every(({ failure }) => failure === null)).toBe(true);
});

const BUSY = `
function spin(forNs) {
  const until = process.hrtime.bigint() + forNs;
  while (process.hrtime.bigint() < until);
}
`;

it('--audit measures again in processes, and warns where that says something else', async () => {
  // Only variant processes get a hash seed: here head takes twice as long, but only as a takesTurns.
  const odd = `${BUSY}const slow = process.execArgv.some((flag) => flag.startsWith('--hash-seed'));
export const work = () => spin(slow ? 400_000n : 200_000n);`;
  const benchmark = BENCHMARK.replace(/.*bench\('fine'.*/, '');
  const head = newPair(`${BUSY}export const work = () => spin(200_000n);`, odd, benchmark);
  const { run, stderr } = await compare(head, '--audit', '--rounds', '3', '--time', '100ms');
  expect(stderr).toContain('Audit in variant processes: disagrees on 1 of 1');
  expect(run.settings.isolation).toBe('file');
  expect(benchmarkOf(run, 'work').warnings).toContainEqual(
    expect.objectContaining({
      code: 'isolation-disagrees',
      message: expect.stringContaining('in variant processes'),
    }),
  );
  const audit = readRun(join(head, 'a.audit.run.json'), { stderr });
  expect(audit).toMatchObject({ mode: 'paired', settings: { isolation: 'process' } });
  expect(benchmarkOf(audit, 'work').rounds).toHaveLength(3);
});

const ODD = `
import { suite } from 'perf-suite';
import { work } from './work.js';
export default suite(({ bench }) => {
  const wait = () => { const end = performance.now() + 5; while (performance.now() < end); };
  bench('work', { beforeEach: wait, run: () => work(3) });
  bench('fine', () => (function* () { yield work(3); })());
});
`;

it('processes end soon with hooks around each call, and warn of a generator', async () => {
  const finished = await compare(
    newPair(WORK, WORK, ODD),
    ...VARIANT_PROCESSES,
    '--rounds',
    '1',
    '--verbose',
  );
  expect(finished.stderr).toContain('waiting for turns');
  expect(benchmarkOf(finished.run, 'work').rounds).toHaveLength(1);
  expect(benchmarkOf(finished.run, 'fine').warnings.map(({ code }) => code)).toEqual(['generator-not-run']);
});
