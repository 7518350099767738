import { join } from 'node:path';
import { readReportFile } from '@perf-suite/schema/node';
import { expect, it } from 'vitest';
import {
  commitFiles,
  git,
  repositoryWith,
  temporaryFolder,
  writeFiles,
} from '../base/temporary-repository.js';
import { perfSuite } from '../failures/run-command.js';

const SIX = ['--rounds', '6', '--time', '5ms', '--warmup', '5ms'];
/** A tenth of a millisecond is spent whatever the machine: more than 1 ns, less than an hour. */
const SUITE = `import { suite } from 'perf-suite';
const spin = () => { const end = performance.now() + 0.1; let n = 0; while (performance.now() < end) n += 1; return n; };
export default suite(({ bench }) => {
  bench('over', { budget: { p50: 0.000001 }, run: spin });
  bench('kept', { budget: { p50: '1h' }, run: spin });
  bench('plain', spin);
});
`;
const FOREIGN = `import { Bench } from 'tinybench';
const bench = new Bench();
bench.add('parse', () => { const end = performance.now() + 0.1; while (performance.now() < end); });
await bench.run();
`;

it('a run without a base judges the budgets of benchmarks and of patterns, and fails where one is exceeded', async () => {
  const folder = temporaryFolder();
  writeFiles(folder, {
    'package.json': { type: 'module' },
    'a.bench.js': SUITE,
    'b.bench.js': FOREIGN,
    'perf.config.json': {
      budgets: [
        { match: '*.js#parse', p50: '1h' },
        { match: 'prase', p50: '1h' },
      ],
    },
  });
  const { exitCode, stdout, stderr } = await perfSuite(['run', ...SIX, '--out', 'a.run.json'], {
    cwd: folder,
  });
  expect(exitCode, stderr).toBe(7);
  expect(stdout).toMatch(/over: Over budget: p50 takes \d+ µs/);
  expect(stdout).toContain('budgets: 1 over, 2 within');
  expect(stderr).toContain('budgets: prase matches no benchmark');
  const report = await readReportFile(join(folder, 'a.report.json'));
  expect(report.budgets?.map(({ id, state }) => [id, state])).toEqual([
    ['a.bench.js#over', 'over'],
    ['a.bench.js#kept', 'within'],
    ['b.bench.js#parse', 'within'],
  ]);
  const passed = await perfSuite(['run', ...SIX, '--filter', 'kept', '--format', 'markdown'], {
    cwd: folder,
  });
  expect([passed.exitCode, passed.stdout.split('\n')[0]]).toEqual([
    0,
    '### 🎯 Performance budgets: 1 within',
  ]);
  expect(passed.stdout).toContain('| kept<br>a.bench.js |');
  expect(passed.stderr).not.toContain('matches no benchmark');
});

it('a run against a base judges head’s budgets beside its verdicts', async () => {
  const folder = repositoryWith({ 'package.json': { type: 'module' }, 'a.bench.js': SUITE });
  git(folder, 'switch', '--quiet', '--create', 'work');
  commitFiles(folder, { 'README.md': 'x' }, 'Say x');
  const args = ['run', '--against', 'main', ...SIX, '--fail-on', 'over-budget', '--format', 'junit'];
  const { exitCode, stdout, stderr } = await perfSuite([...args, '--filter', 'over'], { cwd: folder });
  expect(exitCode, stderr).toBe(7);
  expect(stdout).toContain('name="over (budget at p50)"');
  expect(stdout).toContain('<failure type="over budget" message="over budget: Over budget: p50 takes');
});

it.each<[string, object, string]>([
  ['an unknown key', { match: 'x', p99: '1ms' }, 'at /budgets/0/p99 expected a known key'],
  ['no time', { match: 'x' }, 'p50, p95 or both beside match'],
  ['a time without a unit', { match: 'x', p50: '10' }, 'at /budgets/0/p50 expected a duration such as'],
  ['no pattern', { p50: '10ms' }, 'at /budgets/0/match expected'],
])('refuses budgets with %s', async (_, budget, message) => {
  const folder = temporaryFolder();
  writeFiles(folder, {
    'package.json': { type: 'module' },
    'a.bench.js': SUITE,
    'perf.config.json': { budgets: [budget] },
  });
  const { exitCode, stderr } = await perfSuite(['list'], { cwd: folder });
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
});
