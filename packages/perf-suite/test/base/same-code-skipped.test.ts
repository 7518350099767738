import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { perfSuite, QUICK, readRun } from '../failures/run-command.js';
import { git, repositoryWith, writeFiles } from './temporary-repository.js';

const benchmark = (imports: string, call: string): string => `import { suite } from 'perf-suite';
${imports}
export default suite(({ bench }) => { bench('one', () => ${call}); });
`;

/** Two benchmark files with a module each, and what such a project has besides. */
const FILES = {
  '.gitignore': '.perf\nnode_modules\ngenerated.js\n.env\n',
  'package.json': { name: 'project', type: 'module' },
  'README.md': '# A project\n',
  'docs/guide.md': 'How to use it.\n',
  'test/one.test.js': 'one();\n',
  'one.js': 'export const one = () => 1;\n',
  'two.js': 'export const two = () => 2;\n',
  'one.bench.js': benchmark("import { one } from './one.js';", 'one()'),
  'two.bench.js': benchmark("import { two } from './two.js';", 'two()'),
};

interface Compared {
  /** Verdict of each benchmark by its file. */
  readonly verdicts: Readonly<Record<string, string>>;
  readonly rounds: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

/** Compares the working tree with its last commit. */
async function compared(root: string, ...args: readonly string[]): Promise<Compared> {
  const out = join(root, '.perf/a.run.json');
  const finished = await perfSuite(['run', ...QUICK, '--against', 'HEAD', '--out', out, ...args], {
    cwd: root,
    variables: { PERF_SUITE_ALL: undefined },
  });
  const { rounds } = readRun(out, finished);
  const report: { comparisons: { file: string; verdict: string }[] } = JSON.parse(
    readFileSync(join(root, '.perf/a.report.json'), 'utf8'),
  );
  const verdicts = Object.fromEntries(report.comparisons.map(({ file, verdict }) => [file, verdict]));
  return { ...finished, verdicts, rounds: rounds.length };
}

const NOTHING_MEASURED = {
  verdicts: { 'one.bench.js': 'same-code', 'two.bench.js': 'same-code' },
  rounds: 0,
  exitCode: 0,
};

describe('what is the same code on both sides is not measured', () => {
  it('where only documentation changed: base is not even checked out', async () => {
    const root = repositoryWith(FILES);
    appendFileSync(join(root, 'docs/guide.md'), 'More of it.\n');
    writeFiles(root, { 'docs/new.md': 'New.\n' });
    const outcome = await compared(root);
    expect(outcome, outcome.stderr).toMatchObject(NOTHING_MEASURED);
    expect(outcome.stderr).toContain('nothing to compare: only docs/guide.md, docs/new.md changed');
    expect(outcome.stderr).not.toContain('Checking out');
    expect(outcome.stdout).toContain('unchanged (same code), not measured');
    expect(outcome.stdout).toContain(
      '2 benchmarks not measured: the same code on both sides. --all measures it.',
    );
    const all = await compared(root, '--all');
    expect(all.rounds).toBe(2);
  });

  it.each<[string, Record<string, string | object>]>([
    ['head says that no benchmark reads anything', { 'perf.config.json': { unreadFiles: ['**'] } }],
    [
      'a module that is loaded is named as documentation is',
      { 'changelog.js': 'export const two = () => 3;\n' },
    ],
    ['git makes other bytes of a file', { '.gitattributes': 'two.txt text eol=crlf\n' }],
    ['a module lies where runs are kept', { 'lib/.perf/impl.js': 'export const impl = () => 3;\n' }],
  ])('but not where %s', async (_, change) => {
    const root = repositoryWith({
      ...FILES,
      '.gitignore': '/.perf\nnode_modules\n',
      'index.js': "export { two } from './changelog.js';\nexport { impl } from './lib/.perf/impl.js';\n",
      'changelog.js': 'export const two = () => 2;\n',
      'lib/.perf/impl.js': 'export const impl = () => 1;\n',
      'two.bench.js': benchmark("import { two, impl } from './index.js';", 'two() + impl()'),
    });
    writeFiles(root, { ...change, LICENSE: 'Other terms.\n' });
    expect((await compared(root)).stderr).not.toContain('nothing to compare');
  });

  it('but not where a benchmark is removed from a folder of tests', async () => {
    const root = repositoryWith({ ...FILES, 'test/three.bench.js': benchmark('', '3') });
    git(root, 'rm', '--quiet', 'test/three.bench.js');
    const { exitCode, verdicts, stderr } = await compared(root);
    expect(exitCode, stderr).toBe(4);
    expect(verdicts).toMatchObject({ 'test/three.bench.js': 'missing' });
  });

  it('where nothing changed at all', async () => {
    const outcome = await compared(repositoryWith(FILES));
    expect(outcome, outcome.stderr).toMatchObject(NOTHING_MEASURED);
  });

  it('where what changed is code of another benchmark, which is measured', async () => {
    const root = repositoryWith(FILES);
    writeFiles(root, { 'two.js': 'export const two = () => 1 + 1;\n', 'new.js': 'export {};\n' });
    const { verdicts, rounds } = await compared(root);
    expect(verdicts).toEqual({ 'one.bench.js': 'same-code', 'two.bench.js': 'inconclusive' });
    expect(rounds).toBe(2);
  });

  it('and the same for CommonJS', async () => {
    const commonJs = (name: string): string =>
      `const { suite } = require('perf-suite');
const ${name} = require('./${name}.js');
module.exports = suite(({ bench }) => { bench('one', () => ${name}()); });
`;
    const root = repositoryWith({
      ...FILES,
      'package.json': { name: 'project' },
      'one.js': 'module.exports = () => 1;\n',
      'two.js': 'module.exports = () => 2;\n',
      'one.bench.js': commonJs('one'),
      'two.bench.js': commonJs('two'),
    });
    writeFiles(root, { 'new.js': '// Nothing uses it.\n' });
    expect(await compared(root)).toMatchObject(NOTHING_MEASURED);
    writeFiles(root, { 'two.js': 'module.exports = () => 1 + 1;\n' });
    const { verdicts } = await compared(root);
    expect(verdicts).toEqual({ 'one.bench.js': 'same-code', 'two.bench.js': 'inconclusive' });
  });

  it('where tests and settings of tools changed', async () => {
    const root = repositoryWith(FILES);
    writeFiles(root, { 'test/one.test.js': 'one(1);\n', 'biome.json': {} });
    expect(await compared(root)).toMatchObject(NOTHING_MEASURED);
  });

  it('and the list of files that count as unread is a setting', async () => {
    const root = repositoryWith({ ...FILES, 'perf.config.json': { unreadFiles: ['notes/**'] } });
    writeFiles(root, { 'notes/a.txt': 'a\n' });
    expect(await compared(root)).toMatchObject(NOTHING_MEASURED);
    writeFiles(root, { 'docs/guide.md': 'Other.\n' });
    expect((await compared(root)).rounds).toBe(2);
  });
});

/** Ways in which head is other code, or may be, although no module of the project that is loaded changed. */
const CHANGES: readonly (readonly [string, Record<string, string | object>, (root: string) => void])[] = [
  [
    'a module that is imported while it runs',
    {
      'one.js': "export const one = async () => (await import('./late.js')).late;\n",
      'late.js': 'export const late = 1;\n',
    },
    (root) => writeFiles(root, { 'late.js': 'export const late = 2;\n' }),
  ],
  [
    'a file that it reads',
    {
      'one.js':
        "import { readFileSync } from 'node:fs';\nexport const one = () => readFileSync(new URL('docs/data.md', import.meta.url), 'utf8').length;\n",
      'docs/data.md': 'a\n',
    },
    (root) => writeFiles(root, { 'docs/data.md': 'a longer text\n' }),
  ],
  [
    'data beside its code, whatever reads it',
    { 'data.json': { a: 1 } },
    (root) => writeFiles(root, { 'data.json': { a: 2 } }),
  ],
  [
    'settings in a file that git does not keep',
    {
      'one.js':
        "import { existsSync } from 'node:fs';\nconst fast = !existsSync(new URL('.env', import.meta.url));\nexport const one = () => fast;\n",
    },
    (root) => writeFiles(root, { '.env': 'FAST=0\n' }),
  ],
  [
    'a dependency of a dependency, changed where it is installed',
    {
      '.gitignore': '.perf\n',
      'one.js': "import outer from 'outer';\nexport const one = () => outer();\n",
      'node_modules/outer/package.json': { name: 'outer', version: '1.0.0' },
      'node_modules/outer/index.js': "module.exports = () => require('inner');\n",
      'node_modules/inner/package.json': { name: 'inner', version: '1.0.0' },
      'node_modules/inner/index.js': 'module.exports = 1;\n',
    },
    (root) => writeFiles(root, { 'node_modules/inner/index.js': 'module.exports = 2;\n' }),
  ],
  [
    'code that is generated',
    { 'one.js': "import { made } from './generated.js';\nexport const one = () => made;\n" },
    (root) => writeFiles(root, { 'generated.js': 'export const made = 1;\n' }),
  ],
  [
    'a file that git was told not to look at',
    {},
    (root) => {
      git(root, 'update-index', '--skip-worktree', 'one.js');
      writeFiles(root, { 'one.js': 'export const one = () => 1 + 1;\n' });
    },
  ],
  [
    'the package itself',
    {},
    (root) => writeFiles(root, { 'package.json': { name: 'project', type: 'module', sideEffects: false } }),
  ],
];

describe('what is not shown to be the same code is measured, or refused', () => {
  it.each(CHANGES)('%s', async (_what, files, change) => {
    const root = repositoryWith({ ...FILES, ...files });
    change(root);
    const out = join(root, '.perf/a.run.json');
    const finished = await perfSuite(['run', ...QUICK, '--against', 'HEAD', '--out', out, 'one.bench.js'], {
      cwd: root,
      variables: { PERF_SUITE_ALL: undefined },
    });
    if (finished.exitCode === 0) {
      const [one] = readRun(out, finished).benchmarks;
      expect(one, finished.stderr).not.toHaveProperty('sameCode');
      expect(one?.rounds.length).toBe(2);
    } else {
      expect([2, 4, 5], finished.stderr).toContain(finished.exitCode);
    }
  });
});
