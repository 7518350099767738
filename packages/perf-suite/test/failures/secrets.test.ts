import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { repositoryWith } from '../base/temporary-repository.js';
import { CACHE_HOME, perfSuite, QUICK, readRun } from './run-command.js';

const CANARY = 'Canary7secret';
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
  return folders.flatMap(filesIn).filter((path) => readFileSync(path).includes(CANARY));
}

it('a secret in a flag is in nothing that a run writes or prints', async () => {
  const root = repositoryWith(files);
  const out = join(root, '.perf/a.run.json');
  const flags = ['--base-setup', `NPM_TOKEN=${CANARY} node -e 0 ${CANARY}`, '--verbose'];
  const title = `--title=https://me:${CANARY}@host/`;
  const args = ['run', '--against', 'HEAD', ...QUICK, ...flags, '--node-flags', title, '--out', out];
  const finished = await perfSuite([...args, '--env', `ci-token=${CANARY}`], { cwd: root });
  const run = readRun(out, finished);
  expect(run.commandLine).toContain('***');
  expect(run.commandLine.slice(0, 4)).toEqual(['perf-suite', 'run', '--against', 'HEAD']);
  expect(run.environment.runtime.flags).toEqual(['--title=https://***@host/']);
  expect(finished.stdout + finished.stderr).not.toContain(CANARY);
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
    expect(checked.toString(), format).not.toContain(CANARY);
  }
  expect(holders(root, CACHE_HOME)).toEqual([]);
});

describe('no error message shows', () => {
  it.each([
    ['the setup command and its secrets', ['--base-setup', `echo in ${CANARY} >&2; exit 3`]],
    ['a setup command that cannot run', ['--base-setup', `./${CANARY}`]],
    ['the password of an address given as a ref', ['--against', `https://me:${CANARY}@host/repository`]],
    [
      'the password of an address given as a run file',
      ['--baseline', `https://me:${CANARY}@host/a.run.json`],
    ],
    ['the value of a flag that does not exist', [`--api-token=${CANARY}`]],
    ['the password of an address given as a file', [`https://me:${CANARY}@host/a.bench.js`]],
  ])('%s', async (_, args) => {
    const root = repositoryWith(files);
    const against = args[0] === '--base-setup' ? ['--against', 'HEAD'] : [];
    const { exitCode, stdout, stderr } = await perfSuite(['run', ...QUICK, ...against, ...args], {
      cwd: root,
    });
    expect(exitCode, stderr).toBe(2);
    expect(stdout + stderr).not.toContain(CANARY);
    expect(holders(root)).toEqual([]);
  });

  it('a secret of the environment that the setup prints', async () => {
    const root = repositoryWith(files);
    const args = ['run', ...QUICK, '--against', 'HEAD', '--base-setup', 'echo "token: $NPM_TOKEN"; exit 3'];
    const { stderr } = await perfSuite(args, { cwd: root, variables: { NPM_TOKEN: CANARY } });
    expect(stderr).toContain('--base-setup failed in');
    expect(stderr).toContain('token: ***');
    expect(stderr).not.toContain(CANARY);
  });
});
