import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FIXTURES, newFolder, perfSuite, QUICK, readRun, start } from './run-command.js';

/** Declares a benchmark that takes its project's folder away once `when` is true: no process starts there again. */
const takesFolderAway = (when: string): string => `
import { appendFileSync, existsSync, readFileSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { suite } from 'perf-suite';
const { FOLDER, COUNT_FILE } = process.env;
const inProcesses = process.execArgv.some((flag) => flag.startsWith('--hash-seed'));
export default suite(({ bench }) => {
  bench('work', {
    run: () => [1, 2, 3].join(),
    teardown() {
      appendFileSync(COUNT_FILE, '.');
      const rounds = readFileSync(COUNT_FILE, 'utf8').length;
      if (${when} && existsSync(FOLDER)) renameSync(FOLDER, FOLDER + '-away');
    },
  });
});
`;

interface Project {
  readonly root: string;
  readonly out: string;
  readonly variables: Readonly<Record<string, string>>;
}

function newProject(when: string): Project {
  const folder = newFolder();
  const root = join(folder, 'project');
  mkdirSync(root);
  writeFileSync(join(root, 'away.bench.mjs'), takesFolderAway(when));
  const variables = { FOLDER: root, COUNT_FILE: join(folder, 'count') };
  return { root, out: join(folder, 'a.run.json'), variables };
}

it('what was measured before a worker could not be started is saved as a partial run', async () => {
  const { root, out, variables } = newProject('rounds === 2');
  const args = [
    'run',
    '--cwd',
    root,
    '--rounds',
    '4',
    '--time',
    '5ms',
    '--warmup',
    '5ms',
    '--quiet',
    '--out',
    out,
  ];
  const end = await perfSuite(args, { variables });
  expect(end.stderr).toContain('could not start a worker process');
  expect(end.stderr).toContain(`What was measured is saved as a partial run: ${out}`);
  expect(end.exitCode).toBe(6);
  const run = readRun(out, end);
  expect(run.state).toBe('partial');
  expect(run.benchmarks.map(({ rounds }) => rounds.length)).toEqual([2]);
  expect(run.warnings.map(({ code }) => code)).toContain('broken-off');
});

it('an audit that fails is a warning, and the run is complete', async () => {
  const { root, out, variables } = newProject('inProcesses');
  const base = newFolder();
  cpSync(root, base, { recursive: true });
  // Long enough that a busy machine does not make it start processes before the audit.
  const settings = ['--rounds', '2', '--time', '100ms', '--audit', '--out', out];
  const end = await perfSuite(['run', '--cwd', root, '--against', base, ...settings], { variables });
  expect(end.stderr).toContain('the audit did not finish: could not start a worker process');
  expect(end.exitCode).toBe(0);
  const run = readRun(out, end);
  expect(run.state).toBe('complete');
  expect(run.benchmarks.map(({ rounds }) => rounds.length)).toEqual([2]);
  expect(run.warnings.map(({ code }) => code)).toContain('audit-failed');
});

it('the run is saved before its audit begins', async () => {
  const base = newFolder();
  const out = join(newFolder(), 'a.run.json');
  cpSync(join(FIXTURES, 'good.bench.js'), join(base, 'good.bench.js'));
  const args = ['run', 'good.bench.js', '--against', base, '--audit', ...QUICK, '--out', out];
  const { child, finished, said } = start(args);
  await said('audit in variant processes');
  child.kill('SIGKILL');
  expect(readRun(out, await finished).state).toBe('complete');
});

it('a run that cannot be watched leaves no lock behind', async () => {
  const folder = newFolder();
  cpSync(join(FIXTURES, 'good.bench.js'), join(folder, 'good.bench.js'));
  // An address for documentation, which no machine has.
  const end = await perfSuite(['run', '--cwd', folder, ...QUICK, '--live', '--host', '192.0.2.1']);
  expect(end.stderr).toContain('192.0.2.1');
  expect(end.exitCode).toBe(2);
  expect(readdirSync(join(folder, '.perf', 'locks'))).toEqual([]);
});
