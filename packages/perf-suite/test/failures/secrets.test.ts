import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { repositoryWith } from '../base/temporary-repository.js';
import { CACHE_HOME, perfSuite, QUICK, readRun } from './run-command.js';

const SECRET = 'Sample7secret';
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

/** Paths of all files of a folder. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

function holders(...folders: readonly string[]): string[] {
  return folders.flatMap(filesIn).filter((path) => readFileSync(path).includes(SECRET));
}

it('a secret in a flag is in nothing that a run writes or prints', async () => {
  const root = repositoryWith(files);
  const out = join(root, '.perf/a.run.json');
  const flags = ['--base-setup', `NPM_TOKEN=${SECRET} node -e 0 ${SECRET}`, '--verbose'];
  const title = `--title=https://me:${SECRET}@host/`;
  const args = ['run', '--against', 'HEAD', ...QUICK, ...flags, '--node-flags', title, '--out', out];
  const finished = await perfSuite([...args, '--env', `ci-token=${SECRET}`], { cwd: root });
  const run = readRun(out, finished);
  expect(run.commandLine).toContain('***');
  expect(run.commandLine.slice(0, 4)).toEqual(['perf-suite', 'run', '--against', 'HEAD']);
  expect(run.environment.runtime.flags).toEqual(['--title=https://***@host/']);
  expect(finished.stdout + finished.stderr).not.toContain(SECRET);
  const page = await perfSuite(['report', out], { cwd: root });
  expect(page.exitCode, page.stderr).toBe(0);
  for (const format of ['json', 'markdown']) {
    const checked = execFileSync(process.execPath, [
      GUARD,
      'check',
      out,
      '--format',
      format,
      '--fail-on',
      'none',
    ]);
    expect(checked.toString(), format).not.toContain(SECRET);
  }
  expect(holders(root, CACHE_HOME)).toEqual([]);
});

describe('no error message shows', () => {
  it.each([
    ['the setup command and its secrets', ['--base-setup', `echo in ${SECRET} >&2; exit 3`]],
    ['a setup command that cannot run', ['--base-setup', `./${SECRET}`]],
    ['the password of an address given as a ref', ['--against', `https://me:${SECRET}@host/repository`]],
    [
      'the password of an address given as a run file',
      ['--baseline', `https://me:${SECRET}@host/a.run.json`],
    ],
    ['the value of a flag that does not exist', [`--api-token=${SECRET}`]],
    ['the password of an address given as a file', [`https://me:${SECRET}@host/a.bench.js`]],
  ])('%s', async (_, args) => {
    const root = repositoryWith(files);
    const against = args[0] === '--base-setup' ? ['--against', 'HEAD'] : [];
    const { exitCode, stdout, stderr } = await perfSuite(['run', ...QUICK, ...against, ...args], {
      cwd: root,
    });
    expect(exitCode, stderr).toBe(2);
    expect(stdout + stderr).not.toContain(SECRET);
    expect(holders(root)).toEqual([]);
  });

  it('a secret of the environment that the setup prints', async () => {
    const root = repositoryWith(files);
    const args = ['run', ...QUICK, '--against', 'HEAD', '--base-setup', 'echo "token: $NPM_TOKEN"; exit 3'];
    const { stderr } = await perfSuite(args, { cwd: root, variables: { NPM_TOKEN: SECRET } });
    expect(stderr).toContain('--base-setup failed in');
    expect(stderr).toContain('token: ***');
    expect(stderr).not.toContain(SECRET);
  });
});
