import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { baseCacheFolder } from '../../src/orchestrator/base/base-cache-folder.js';
import { CACHE_HOME, measured } from '../failures/run-command.js';
import { commitFiles, git, repositoryWith, temporaryFolder, writeFiles } from './temporary-repository.js';

/** Source of a module that notes its own place and the copy it belongs to when it is loaded. */
const note = (copy: string, place: string): string =>
  `appendFileSync(process.env.LOADED, '${copy} ' + ${place} + '\\n');`;

/** A project whose library, dependency and dependency's dependency note that they were loaded. */
function projectOf(copy: string): Record<string, string | object> {
  const esm = `import { appendFileSync } from 'node:fs';\n${note(copy, 'import.meta.url')}\n`;
  const commonjs = `const { appendFileSync } = require('node:fs');\n${note(copy, '__filename')}\n`;
  const link = (name: string): object => ({ resolved: name, link: true });
  const dependencies = { direct: 'file:direct' };
  return {
    '.gitignore': 'node_modules\n.perf\n',
    'package.json': { name: 'project', version: '1.0.0', type: 'module', dependencies },
    'package-lock.json': {
      name: 'project',
      version: '1.0.0',
      lockfileVersion: 3,
      requires: true,
      packages: {
        '': { name: 'project', version: '1.0.0', dependencies },
        direct: { version: '1.0.0', dependencies: { transitive: 'file:../transitive' } },
        'node_modules/direct': link('direct'),
        'node_modules/transitive': link('transitive'),
        transitive: { version: '1.0.0' },
      },
    },
    'direct/package.json': {
      name: 'direct',
      version: '1.0.0',
      dependencies: { transitive: 'file:../transitive' },
    },
    'direct/index.js': `${commonjs}module.exports = require('transitive');\n`,
    'transitive/package.json': { name: 'transitive', version: '1.0.0' },
    'transitive/index.js': `${commonjs}module.exports = 1;\n`,
    'src/typed.ts': `${esm}export const typed: number = 1;\n`,
    'src/library.js': `${esm}import one from 'direct';\nexport { typed } from './typed.js';\nexport const work = () => Math.sqrt(one);\n`,
  };
}

const benchmark = `import { suite } from 'perf-suite';
import { typed, work } from '../src/library.js';
export default suite(({ bench }) => { bench('work', () => work() + typed); });
`;

describe('run --against a git ref', () => {
  it('measures two copies: own modules, own dependencies, own transitive dependencies', async () => {
    const root = repositoryWith(projectOf('base'));
    const commit = git(root, 'rev-parse', 'HEAD');
    commitFiles(root, projectOf('head'), 'Newer');
    // Not committed, and not in base at all: the benchmark files are always head's.
    writeFiles(root, { 'bench/a.bench.ts': benchmark });
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--offline'], { cwd: root, stdio: 'pipe' });
    const loaded = join(temporaryFolder(), 'loaded.txt');
    const { run, stderr } = await measured(['--against', 'main~1', '--rounds', '1'], {
      cwd: root,
      variables: { LOADED: loaded },
    });
    expect(run, stderr).toMatchObject({ mode: 'paired', base: { kind: 'git', ref: 'main~1', commit } });
    expect(run.benchmarks.map(({ failure }) => failure)).toEqual([null]);
    const lines = [...new Set(readFileSync(loaded, 'utf8').trim().split('\n'))];
    expect(copiesOf(lines, root)).toEqual({
      head: ['direct/index.js', 'src/library.js', 'src/typed.ts', 'transitive/index.js'],
      base: ['direct/index.js', 'src/library.js', 'src/typed.ts', 'transitive/index.js'],
    });
  });
});

/** Files by the copy they say they are of; a file that says `base` outside base's checkout is a fault. */
function copiesOf(lines: readonly string[], root: string): Record<string, string[]> {
  const bases = baseCacheFolder(root, { XDG_CACHE_HOME: CACHE_HOME });
  const found: Record<string, string[]> = { head: [], base: [] };
  for (const line of lines) {
    const [copy = '', place = ''] = line.split(/ (.*)/);
    const path = place.replace(/^file:\/\//, '').replace(/\?.*$/, '');
    const folder = path.startsWith(`${bases}/`)
      ? (/^[0-9a-f]{12}-[0-9a-f]{8}/.exec(path.slice(bases.length + 1))?.[0] ?? '')
      : '';
    expect(folder === '' ? 'head' : 'base', line).toBe(copy);
    found[copy]?.push(relative(folder === '' ? root : join(bases, folder), path));
  }
  return { head: (found.head ?? []).sort(), base: (found.base ?? []).sort() };
}
