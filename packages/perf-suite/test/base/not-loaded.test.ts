import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseReport } from '@perf-suite/schema';
import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../src/orchestrator/plan/load-failure-meaning.js';
import { perfSuite, readRun } from '../failures/run-command.js';
import { commitFiles, repositoryWith, temporaryFolder, writeFiles } from './temporary-repository.js';

const PERF_GUARD = fileURLToPath(new URL('../../../perf-guard/bin/perf-guard.js', import.meta.url));

const importing = (what: string): string =>
  `import { suite } from 'perf-suite';\n${what}\nexport default suite(({ bench }) => { bench('work', () => work(3)); });\n`;
const WORK = 'export const work = (n) => n * 2;\n';
const installed = (name: string): Record<string, string> => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, type: 'module', main: 'index.js' }),
  [`node_modules/${name}/index.js`]: WORK,
});

/** Head has all that its benchmarks import; base lacks some of it, for good reasons and for bad ones. */
function project(): string {
  const manifest = { name: 'project', type: 'module' };
  const root = repositoryWith({
    '.gitignore': 'node_modules\ndist\n.perf\n',
    'package.json': { ...manifest, dependencies: { dependency: '1.0.0' } },
    'work.js': WORK,
    'own.js': "export { work } from './dist/own.js';\n",
    'fine.bench.js': importing("import { work } from './work.js';"),
    'dependency.bench.js': importing("import { work } from 'dependency';"),
    'undeclared.bench.js': importing("import { work } from 'undeclared';"),
    'gone.bench.js': "throw new Error('does not load');\n",
  });
  rmSync(join(root, 'gone.bench.js'));
  commitFiles(
    root,
    {
      'package.json': { ...manifest, dependencies: { dependency: '1.0.0', added: '1.0.0' } },
      'work.js': `${WORK}export const more = work;\n`,
      'later.js': WORK,
      'packages/later/package.json': { name: 'later' },
      'build.bench.js': importing("import { work } from './dist/out.js';"),
      'own.bench.js': importing("import { work } from './own.js';"),
      'new-file.bench.js': importing("import { work } from './later.js';"),
      'new-function.bench.js': importing("import { more as work } from './work.js';"),
      'new-dependency.bench.js': importing("import { work } from 'added';"),
      'new-package.bench.js': importing("import { work } from './packages/later/dist/index.js';"),
    },
    'Newer',
  );
  const built = { 'dist/out.js': WORK, 'dist/own.js': WORK, 'packages/later/dist/index.js': WORK };
  writeFiles(root, {
    ...built,
    ...installed('dependency'),
    ...installed('added'),
    ...installed('undeclared'),
  });
  return root;
}

async function run(root: string, ...flags: string[]) {
  const out = join(temporaryFolder(), 'a.run.json');
  const short = [
    '--rounds',
    '1',
    '--time',
    '2ms',
    '--warmup',
    '2ms',
    '--base-setup',
    'echo nothing is installed',
  ];
  const against = ['run', '--cwd', root, '--against', 'HEAD~1', ...short, '--out', out];
  const finished = await perfSuite([...against, ...flags]);
  const reportFile = out.replace('.run.json', '.report.json');
  const report = parseReport(JSON.parse(readFileSync(reportFile, 'utf8')), reportFile);
  return { ...finished, out, run: readRun(out, finished), report };
}

it('new is what base does not have; what it could not load is incomparable, and ends with 5', async () => {
  const finished = await run(project(), '--filter', '^(?!gone)');
  const { report, stdout, stderr, exitCode, out } = finished;
  expect(exitCode, stderr).toBe(5);
  const verdicts = Object.fromEntries(report.comparisons.map(({ file, verdict }) => [file, verdict]));
  expect(verdicts).toEqual({
    'build.bench.js': 'incomparable',
    'dependency.bench.js': 'incomparable',
    'fine.bench.js': 'inconclusive',
    'new-dependency.bench.js': 'new',
    'new-file.bench.js': 'new',
    'new-function.bench.js': 'new',
    'new-package.bench.js': 'new',
    'own.bench.js': 'incomparable',
    'undeclared.bench.js': 'incomparable',
  });
  const reasons = [
    'base has no "./dist/out.js" (imported by build.bench.js): dist/out.js is ignored by git, made by a build, and was not made there',
    'base has no "dependency" (imported by dependency.bench.js), which its package.json asks for: it is not installed there',
    'base has no "./dist/own.js" (imported by own.js), of its own code',
    `base has no "undeclared" (imported by undeclared.bench.js), and neither side's package.json asks for undeclared`,
  ];
  const guard = (format: string): string => {
    try {
      return execFileSync(process.execPath, [PERF_GUARD, 'check', out, '--format', format], {
        encoding: 'utf8',
      });
    } catch (error) {
      const { status, stdout: printed } = error as { status: number; stdout: string };
      expect(status).toBe(5);
      return printed.replaceAll('\\', '');
    }
  };
  const everywhere = [stdout, guard('text'), guard('markdown'), guard('json').replaceAll('\\"', '"')];
  for (const text of everywhere.map((one) => one.replaceAll(/\s+/g, ' ').replaceAll('\\', ''))) {
    for (const reason of reasons) expect(text).toContain(reason.replaceAll('\\', ''));
    expect(text).toContain('incomparable');
  }
  expect(stderr).toContain('--base-setup "npm install"');
  expect(stderr).toContain('Let that command install undeclared as well, or add it to package.json.');
  for (const reason of reasons) expect(stderr.replaceAll(/\s+/g, ' ')).toContain(reason);
});

it('a file that only base has is missing also where base does not load it', async () => {
  const { report, exitCode, stderr } = await run(project(), '--filter', '^(gone|fine)');
  expect(exitCode, stderr).toBe(4);
  expect(report.comparisons).toMatchObject([
    { file: 'fine.bench.js', verdict: 'inconclusive' },
    { id: 'gone.bench.js', verdict: 'missing' },
  ]);
});

describe('refusalOf', () => {
  const FOLDER = { kind: 'folder', ref: '../base', commit: null } as const;

  function refuse(message: (base: string) => string, files: { head: object; base: object }) {
    const [root, folder] = [temporaryFolder(), temporaryFolder()];
    writeFiles(root, files.head as Record<string, string>);
    writeFiles(folder, files.base as Record<string, string>);
    const base = {
      folder,
      packages: {},
      source: FOLDER,
      warnings: [],
      sameAsHead: null,
      cleanup: async () => {},
    };
    return refusalOf(message(folder), { root, file: join(root, 'a.bench.js'), base });
  }

  const unseen = (): string =>
    "Named export 'work' not found. The requested module './lib.cjs' is a CommonJS module, which may not support all module.exports as named exports.";
  const bench = { 'a.bench.js': "import { work } from './lib.cjs';\n" };

  it('takes a name that no file of base has for new, also of a CommonJS module', async () => {
    const base = { 'lib.cjs': 'exports.other = 1;' };
    await expect(refuse(unseen, { head: bench, base })).resolves.toMatchObject({ kind: 'new' });
  });

  it('does not where base exports it in a way that Node does not see', async () => {
    const base = { 'lib.cjs': "module.exports = require('./impl.cjs');", 'impl.cjs': 'exports.work = 1;' };
    await expect(refuse(unseen, { head: bench, base })).resolves.toMatchObject({ kind: 'not-loaded' });
  });

  it('blames base where its own code asks for what is not there', async () => {
    const message = (base: string): string =>
      `Cannot find module './build/addon.node'\nRequire stack:\n- ${base}/lib.cjs`;
    const built = { ...bench, 'build/addon.node': '' };
    await expect(refuse(message, { head: built, base: {} })).resolves.toMatchObject({ kind: 'not-loaded' });
    const missingName = (): string => "The requested module './x.js' does not provide an export named 'y'";
    await expect(refuse(missingName, { head: bench, base: {} })).resolves.toMatchObject({
      kind: 'not-loaded',
    });
  });

  it('says nothing of what else a file may throw', async () => {
    await expect(refuse(() => 'x is not a function', { head: bench, base: {} })).resolves.toBeNull();
  });
});
