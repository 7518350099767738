import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { git, repositoryWith, temporaryFolder, writeFiles } from '../base/temporary-repository.js';
import { type Finished, QUICK, readRun, start } from './run-command.js';

const GUARD = fileURLToPath(new URL('../../../perf-guard/bin/perf-guard.js', import.meta.url));

const files = {
  'package.json': { name: 'project', type: 'module' },
  '.gitignore': '.perf\n',
  'lib.js': 'export const one = () => 1;\n',
  'a.bench.js': `import { suite } from 'perf-suite';
import { one } from './lib.js';
export default suite(({ bench }) => { bench('one', () => one()); });
`,
};

/** Runs perf-suite in the folder, and changes something there once its first round has ended. */
async function changedMeanwhile(
  root: string,
  args: readonly string[],
  change: () => void,
): Promise<Finished> {
  const rounds = ['--rounds', '4', '--verbose'];
  const { finished, said } = start(['run', ...QUICK, ...rounds, ...args], { cwd: root });
  await said('one: p50');
  change();
  return finished;
}

it('a file edited during an A/B run leaves no verdict: it is reported, marked in the file, and ends with 4', async () => {
  const root = repositoryWith(files);
  const out = join(root, '.perf/a.run.json');
  const finished = await changedMeanwhile(root, ['--against', 'HEAD', '--out', out], () =>
    writeFileSync(join(root, 'lib.js'), 'export const one = () => 2;\n'),
  );
  expect(finished.exitCode, finished.stderr).toBe(4);
  expect(finished.stderr.replace(/\s+/g, ' ')).toContain(
    'files changed while they were measured (lib.js): this run mixes two versions of the code',
  );
  expect(finished.stdout).toContain('1 inconclusive');
  const run = readRun(out, finished);
  expect(run.codeChange).toEqual({ commit: null, fileCount: 1, files: ['lib.js'] });
  expect(run.warnings).toContainEqual(expect.objectContaining({ code: 'code-changed' }));
  expect(JSON.parse(readFileSync(join(root, '.perf/a.report.json'), 'utf8')).verdict).toBe('inconclusive');
  const checked = spawnSync(process.execPath, [GUARD, 'check', out], { encoding: 'utf8' });
  expect(checked.status).toBe(4);
  expect(checked.stdout.replace(/\s+/g, ' ')).toContain('this run mixes two versions of the code');
});

it('a log that grows meanwhile, as of `| tee perf.log`, is no change of the code, but data in git are', async () => {
  const root = repositoryWith({ ...files, 'data.txt': 'a\n' });
  writeFiles(root, { 'perf.log': 'perf-suite 0.1\n', 'other.txt': 'aaaa\n' });
  const out = join(root, '.perf/a.run.json');
  const finished = await changedMeanwhile(root, ['--out', out], () => {
    for (const name of ['perf.log', 'data.txt']) appendFileSync(join(root, name), 'more\n');
    truncateSync(join(root, 'other.txt'), 1);
  });
  expect(readRun(out, finished).codeChange).toMatchObject({ files: ['data.txt', 'other.txt'] });
});

it('a commit made meanwhile that changes no file is reported, and costs no verdict', async () => {
  const root = repositoryWith(files);
  const out = join(root, '.perf/a.run.json');
  const finished = await changedMeanwhile(root, ['--against', 'HEAD', '--out', out], () =>
    git(root, 'commit', '--quiet', '--allow-empty', '--message', 'Empty'),
  );
  expect(finished.exitCode, finished.stderr).toBe(0);
  expect(readRun(out, finished)).toMatchObject({
    codeChange: { commit: git(root, 'rev-parse', 'HEAD'), fileCount: 0, files: [] },
  });
});

it('a run of one variant outside git is marked as well', async () => {
  const root = temporaryFolder();
  writeFiles(root, files);
  const out = join(root, '.perf/a.run.json');
  const finished = await changedMeanwhile(root, ['--out', out], () =>
    writeFileSync(join(root, 'lib.js'), 'export const one = () => 2;\n'),
  );
  expect(finished.exitCode, finished.stderr).toBe(0);
  expect(readRun(out, finished).codeChange).toEqual({ commit: null, fileCount: 1, files: ['lib.js'] });
});

it('what its own output is written to is no code, whatever its name', async () => {
  const root = repositoryWith(files);
  const out = join(root, '.perf/a.run.json');
  const launcher = ['sh', '-c', 'exec "$@" > out.text 2> err.text', 'sh'];
  const args = ['run', ...QUICK, '--rounds', '2', '--against', 'HEAD', '--out', out];
  const finished = await start(args, { cwd: root, launcher }).finished;
  expect(readFileSync(join(root, 'err.text'), 'utf8')).toContain('round 2 of 2');
  expect(readRun(out, finished)).not.toHaveProperty('codeChange');
});
