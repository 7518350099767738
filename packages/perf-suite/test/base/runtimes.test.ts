import { mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measured, newFolder, perfSuite, QUICK } from '../failures/run-command.js';
import { commitFiles, git, writeFiles } from './temporary-repository.js';

/** Another version than the one that runs the tests, whichever that is. */
const OTHER = process.versions.node.startsWith('22.') ? '24' : '22';

const FILES = {
  '.gitignore': '.perf\n',
  'package.json': { name: 'project', type: 'module' },
  'src/work.ts': `import { appendFileSync } from 'node:fs';
if (process.env.RAN) appendFileSync(process.env.RAN, process.versions.node + '\\n');
export const work = (n: number): number => Math.sqrt(n);
`,
  'bench/a.bench.ts': `import { suite } from 'perf-suite';
import { work } from '../src/work.ts';
export default suite(({ bench }) => { bench('work', () => work(2)); });
`,
};

describe('another version of Node', () => {
  // One project for all: what is installed is kept for it.
  let root: string;
  beforeAll(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'perf-runtimes-')));
    git(root, 'init', '--quiet', '--initial-branch=main');
    commitFiles(root, FILES, 'First');
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const measuredOn = async (args: readonly string[]) => {
    const ran = join(newFolder(), 'ran.txt');
    const variables = { RAN: ran, PERF_SUITE_ALL: undefined };
    const { run, stderr } = await measured(args, { cwd: root, variables });
    const versions = [...new Set(readFileSync(ran, 'utf8').trim().split('\n'))].sort();
    return { run, stderr, versions };
  };

  it('runs base on the one that --against names, and head on its own', { timeout: 300_000 }, async () => {
    const { run, stderr, versions } = await measuredOn(['--against', `runtime:node@${OTHER}`]);
    if (run.mode !== 'paired') throw new Error(stderr);
    const other = run.base.runtime?.node ?? '';
    expect(other, stderr).toMatch(new RegExp(`^${OTHER}\\.`));
    expect(run.base).toMatchObject({ kind: 'runtime', ref: `node@${other}`, commit: null });
    expect(run.environment.runtime.node).toBe(process.versions.node);
    expect(versions).toEqual([other, process.versions.node].sort());
    expect(run.settings.isolation).toBe('process');
    expect(stderr).toContain(
      `against node@${other}, the same code; head runs on Node ${process.versions.node}`,
    );
    // The code is the same, and the run is about what runs it.
    expect(run.benchmarks).toMatchObject([{ failure: null, rounds: [{}, {}] }]);
    expect(run.warnings.map(({ code }) => code)).not.toContain('same-code');
    expect(stderr).not.toContain('same code (');
  });

  it('runs both sides on the one that --runtime names', { timeout: 300_000 }, async () => {
    const { run, stderr, versions } = await measuredOn([
      '--runtime',
      `node@${OTHER}`,
      '--against',
      'HEAD',
      '--all',
    ]);
    expect(versions, stderr).toEqual([run.environment.runtime.node]);
    expect(versions[0]).toMatch(new RegExp(`^${OTHER}\\.`));
    expect(stderr).toContain('is ready from an earlier run');
    expect(run).toMatchObject({ mode: 'paired', base: { kind: 'git' } });
  });

  it('takes a program by its path, and says that both sides run on the same', async () => {
    const link = join(newFolder(), 'my-node');
    symlinkSync(process.execPath, link);
    const { run, versions } = await measuredOn(['--against', `runtime:${link}`]);
    expect(versions).toEqual([process.versions.node]);
    expect(run).toMatchObject({ base: { kind: 'runtime', ref: link } });
    expect(run.warnings.find(({ code }) => code === 'same-code')?.message).toContain(
      `both on Node ${process.versions.node}`,
    );
  });

  it('tells a file that one of them cannot load from one that both can', { timeout: 300_000 }, async () => {
    const file = 'only.bench.ts';
    const isHere = `process.versions.node === ${JSON.stringify(process.versions.node)}`;
    writeFiles(root, {
      [`bench/${file}`]: `import { suite } from 'perf-suite';
if (!(${isHere})) await import('node:not-there');
export default suite(({ bench }) => { bench('only here', () => Math.sqrt(2)); });
`,
    });
    const args = ['run', ...QUICK, '--against', `runtime:node@${OTHER}`];
    const { exitCode, stderr, stdout } = await perfSuite(args, { cwd: root });
    rmSync(join(root, 'bench', file));
    expect(stdout + stderr).toContain('base cannot load it: No such built-in module: node:not-there');
    expect(exitCode).toBe(5);
  });

  it.each([
    [['--runtime', 'node@99'], 'expected a version of Node on npm for'],
    [['--runtime', 'node@20.11.0'], 'expected Node 20.19 or newer, found 20.11.0'],
    [['--runtime', 'node'], 'Name its version, for example: node@22'],
    [['--runtime', 'python@3'], 'expected node@version or the path of a Node, found "python@3"'],
    [['--against', 'runtime:bun@1'], 'Bun has no code coverage of V8'],
    [['--runtime', './nothing'], 'expected a Node that can be started, found nothing at'],
    [['--runtime', './package.json'], 'which cannot be started'],
    [['--against', 'runtime:node@22', '--audit'], 'leave --audit out'],
    [['--against', 'runtime:node@22', '--base-setup', 'true'], 'Both sides run this project as it is'],
  ])('refuses %j', async (args, message) => {
    const { exitCode, stderr } = await perfSuite(['run', ...QUICK, ...args], { cwd: root });
    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
  });

  it('says that npm cannot be reached', async () => {
    const variables = {
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_cache: newFolder(),
      npm_config_fetch_retries: '0',
    };
    const args = ['run', ...QUICK, '--runtime', `node@${OTHER}.0.0`];
    const { exitCode, stderr } = await perfSuite(args, { cwd: root, variables });
    expect(stderr).toContain(`npm could not install Node ${OTHER}.0.0`);
    expect(stderr).toContain('Check the connection to the registry');
    expect(exitCode).toBe(2);
  });
});
