import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prepareBase } from '../../src/orchestrator/base/prepare-base.js';
import { measured, perfSuite } from '../failures/run-command.js';
import { commitFiles, repositoryWith, writeFiles } from './temporary-repository.js';

const library = (value: string): string => `export const work = (n) => '${value}'.repeat(n);\n`;
const manifest = (scripts: object): object => ({
  name: 'project',
  type: 'module',
  // Does not name what benchmarks load.
  exports: { './*': './dist/*.js' },
  scripts,
});
const project = {
  '.gitignore': 'dist\n.perf\n',
  'package.json': manifest({ build: 'node build.js' }),
  'build.js': "import { cpSync } from 'node:fs';\ncpSync('src', 'dist', { recursive: true });\n",
  'src/library.js': library('old'),
  'bench/a.bench.js': `import { suite } from 'perf-suite';
import { work } from '../dist/library.js';
export default suite(({ bench }) => { bench('work', () => work(10)); });
`,
};

async function prepare(root: string, log: string[] = []) {
  return prepareBase({
    root,
    against: 'HEAD~1',
    benchmarkFiles: [join(root, 'bench/a.bench.js')],
    setupCommand: null,
    cacheFolder: join(root, '.perf/base'),
    log: (line) => log.push(line),
  });
}

describe('a build output that benchmarks load and git ignores', () => {
  it('that is not there in head is told with what to run', async () => {
    const root = repositoryWith(project);
    const { stdout, exitCode } = await perfSuite(['list'], { cwd: root });
    expect(stdout.replace(/\n +/g, ' ')).toContain(
      'git ignores dist/library.js, so that a build probably makes it Run `npm run build`.',
    );
    expect(exitCode).toBe(6);
    const unknown = repositoryWith({ ...project, '.gitignore': '.perf\n' });
    expect((await perfSuite(['list'], { cwd: unknown })).stdout).not.toContain('a build');
  });

  it('is told where the benchmarks have a package.json of their own, or load it as a package of the workspace', async () => {
    const nested = repositoryWith({ ...project, 'bench/package.json': { private: true, type: 'module' } });
    const message = 'git ignores dist/library.js, so that a build probably makes it Run `npm run build`.';
    const flat = ({ stdout }: { readonly stdout: string }): string => stdout.replace(/\n +/g, ' ');
    expect(flat(await perfSuite(['list'], { cwd: nested }))).toContain(message);
    const linked = repositoryWith({
      ...project,
      '.gitignore': 'dist\n.perf\nnode_modules\n',
      'bench/package.json': { private: true, type: 'module' },
      'bench/a.bench.js': project['bench/a.bench.js'].replace('../dist/library.js', 'project/library'),
    });
    mkdirSync(join(linked, 'bench/node_modules'));
    symlinkSync('../..', join(linked, 'bench/node_modules/project'));
    expect(flat(await perfSuite(['list'], { cwd: linked }))).toContain(message);
  });

  it('is told where the script that builds it is one of the workspace', async () => {
    const { 'package.json': manifest, ...files } = project;
    const packaged = Object.entries(files).filter(([path]) => path !== '.gitignore');
    const workspace = repositoryWith({
      ...Object.fromEntries(packaged.map(([path, content]) => [`packages/a/${path}`, content])),
      '.gitignore': files['.gitignore'],
      'package.json': { ...manifest, private: true, workspaces: ['packages/*'] },
      'package-lock.json': {},
      'packages/a/package.json': { name: 'a', type: 'module' },
    });
    const { stdout } = await perfSuite(['list'], { cwd: workspace });
    expect(stdout.replace(/\n +/g, ' ')).toContain(
      'git ignores packages/a/dist/library.js, so that a build probably makes it Run `npm run build`.',
    );
  });

  it('is made in base too, once, which is said with how to do it otherwise', async () => {
    const root = repositoryWith(project);
    commitFiles(root, { 'src/library.js': library('new') }, 'Second');
    writeFiles(root, { 'dist/library.js': library('new') });
    const { run, stderr } = await measured(['--against', 'HEAD~1'], { cwd: root });
    expect(run.benchmarks, stderr).toMatchObject([{ name: 'work', failure: null, rounds: [{}, {}] }]);
    expect(stderr).toMatch(
      /Built base by its build script in [\d.]+ s, once for this commit; baseSetup in the config takes its place: "npm install && npm run build"/,
    );
    const again = await measured(['--against', 'HEAD~1'], { cwd: root });
    expect(again.stderr).toContain('ready from an earlier run');
    expect(again.stderr).not.toContain('Built base');
  });

  it('is made once head has it, whatever was kept before', async () => {
    const root = repositoryWith(project);
    commitFiles(root, { 'src/library.js': library('new') }, 'Second');
    expect(existsSync(join((await prepare(root)).folder, 'dist'))).toBe(false);
    writeFiles(root, { 'dist/library.js': library('new') });
    const { folder } = await prepare(root);
    expect(readFileSync(join(folder, 'dist/library.js'), 'utf8')).toBe(library('old'));
  });

  it('is made by a prepare script where there is no build script', async () => {
    const root = repositoryWith({ ...project, 'package.json': manifest({ prepare: 'node build.js' }) });
    commitFiles(root, { 'src/library.js': library('new') }, 'Second');
    writeFiles(root, { 'dist/library.js': library('new') });
    const log: string[] = [];
    const { folder } = await prepare(root, log);
    expect(readFileSync(join(folder, 'dist/library.js'), 'utf8')).toBe(library('old'));
    expect(log.join('\n')).toContain('by its prepare script');
  });

  it('without any script is left to the benchmarks that lack it', async () => {
    const root = repositoryWith({ ...project, 'package.json': manifest({}) });
    commitFiles(root, { 'src/library.js': library('new') }, 'Second');
    writeFiles(root, { 'dist/library.js': library('new') });
    const { stderr } = await measured(['--against', 'HEAD~1'], { cwd: root });
    expect(stderr).toContain('dist/library.js is ignored by git, made by a build, and was not made there');
  });
});
