import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { baseCacheFolder } from '../../src/orchestrator/base/base-cache-folder.js';
import { CACHE_HOME, measured, perfSuite } from '../failures/run-command.js';
import { commitFiles, repositoryWith } from './temporary-repository.js';

const workspace = { name: 'project', version: '1.0.0', private: true, type: 'module' };

/** A project whose benchmarks have a package of their own, with a dependency inside itself: it needs no network. */
const project = {
  '.gitignore': 'node_modules\n.perf\n',
  'package.json': workspace,
  'index.js': 'export const work = (n) => Array.from({ length: n }, (_, i) => i).join();\n',
  'bench/package.json': {
    name: 'benchmarks',
    version: '1.0.0',
    private: true,
    type: 'module',
    dependencies: { sizes: 'file:./sizes' },
    // Not there to be installed: our own module takes its place on both sides.
    peerDependencies: { tinybench: '^2.9.0' },
  },
  'bench/sizes/package.json': { name: 'sizes', version: '1.0.0', type: 'module', exports: './index.js' },
  'bench/sizes/index.js': 'export const size = 100;\n',
  'bench/a.bench.js': `import { Bench } from 'tinybench';
import { size } from 'sizes';
import { work } from '../index.js';
const bench = new Bench();
bench.add('work', () => work(size));
await bench.run();
`,
};

/** Measured on both sides in both rounds. */
const COMPARED = { name: 'work', failure: null, rounds: [{}, {}] };

const INSTALL = [
  'install',
  '--no-package-lock',
  '--legacy-peer-deps',
  '--offline',
  '--no-audit',
  '--no-fund',
];

function install(folder: string): void {
  execFileSync('npm', INSTALL, { cwd: folder, stdio: 'pipe' });
}

describe('a benchmark folder with a package.json of its own', () => {
  const variables = { npm_config_legacy_peer_deps: 'true' };

  it('is installed in base too, so that its benchmarks are compared', async () => {
    const root = repositoryWith(project);
    commitFiles(root, { 'index.js': `${project['index.js']}// changed\n` }, 'Second');
    install(join(root, 'bench'));
    const { run, stderr } = await measured(['--against', 'HEAD~1'], { cwd: root, variables });
    expect(run.benchmarks, stderr).toMatchObject([COMPARED]);
    expect(stderr).toContain('npm install --no-package-lock');
  });

  it('is installed once by the workspace that it belongs to', async () => {
    const manifest = { ...workspace, workspaces: ['bench', 'bench/sizes'] };
    const root = repositoryWith({
      ...project,
      'package.json': manifest,
      'bench/package.json': { ...project['bench/package.json'], dependencies: { sizes: '1.0.0' } },
    });
    install(root);
    const { run, stderr } = await measured(['--against', 'HEAD'], { cwd: root, variables });
    expect(run.benchmarks, stderr).toMatchObject([COMPARED]);
    expect(stderr.match(/npm install/g)).toHaveLength(1);
  });

  it('is installed although it came into use after base was kept for other files', async () => {
    const root = repositoryWith({
      ...project,
      'plain.bench.js': project['bench/a.bench.js']
        .replace(/^.*sizes.*$/m, 'const size = 1;')
        .replace('../', './'),
    });
    install(join(root, 'bench'));
    await measured(['plain.bench.js', '--against', 'HEAD'], { cwd: root, variables });
    const { run, stderr } = await measured(['--against', 'HEAD'], { cwd: root, variables });
    expect(run.benchmarks, stderr).toMatchObject([COMPARED, COMPARED]);
    const kept = baseCacheFolder(root, { XDG_CACHE_HOME: CACHE_HOME });
    const installed = readdirSync(kept).filter((name) =>
      existsSync(join(kept, name, 'bench/node_modules/sizes')),
    );
    expect(installed).toHaveLength(1);
  });

  it('that is not installed in head is told what to run', async () => {
    const root = repositoryWith(project);
    const { exitCode, stderr } = await perfSuite(['run'], { cwd: root });
    expect(stderr).toContain('bench/package.json asks for sizes, which is not installed');
    expect(stderr).toContain('Run `npm install` in bench.');
    expect(exitCode).toBe(6);
  });

  it("that Yarn Plug'n'Play has installed is told that plain Node cannot load it", async () => {
    const root = repositoryWith({ ...project, 'bench/.pnp.cjs': '', 'bench/yarn.lock': '' });
    const { exitCode, stderr } = await perfSuite(['run'], { cwd: root });
    expect(stderr).toContain("expected a node_modules folder, found Yarn Plug'n'Play");
    expect(stderr).toContain('Set YARN_NODE_LINKER=node-modules for `yarn install`');
    expect(exitCode).toBe(6);
  });
});
