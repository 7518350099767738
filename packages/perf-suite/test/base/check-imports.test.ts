import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CheckedImports, checkImports } from '../../src/orchestrator/base/check-imports.js';
import { temporaryFolder, writeFiles } from './temporary-repository.js';

type Files = Readonly<Record<string, string | object>>;

const FOLDER = { kind: 'folder', ref: '../base', commit: null } as const;

const benchmark =
  "import { suite } from 'perf-suite';\nimport { work } from '../src/work.js';\nexport default suite(work);\n";
const work = {
  'src/work.js': "import dependency from 'dependency';\nexport const work = () => dependency;\n",
};
const dependency = {
  'node_modules/dependency/package.json': { name: 'dependency', main: 'main.js' },
  'node_modules/dependency/main.js': "module.exports = require('transitive');",
  'node_modules/transitive/index.js': 'module.exports = 1;',
};

/** Lays base inside head, as a worktree under .perf is. */
function check(
  headFiles: Files,
  baseFiles: Files,
  benchmarkFile = 'bench/a.bench.js',
): Promise<CheckedImports> {
  const headRoot = temporaryFolder();
  const baseRoot = join(headRoot, '.perf/base/x');
  writeFiles(headRoot, { 'package.json': { type: 'module' }, ...headFiles });
  writeFiles(baseRoot, { 'package.json': { type: 'module' }, ...baseFiles });
  return checkImports({
    root: headRoot,
    files: [join(headRoot, benchmarkFile)],
    base: { folder: baseRoot, packages: {}, source: FOLDER },
  });
}

describe('checkImports', () => {
  it('accepts checkouts with dependencies of their own', async () => {
    const head = { 'bench/a.bench.js': benchmark, ...work, ...dependency };
    // Base has no benchmark file: head's is laid over it.
    await expect(check(head, { ...work, ...dependency })).resolves.toMatchObject({
      refused: [],
      isolationReasons: [],
    });
  });

  it('refuses a dependency that base lacks and therefore takes from the head around it', async () => {
    const head = { 'bench/a.bench.js': benchmark, ...work, ...dependency };
    await expect(check(head, work)).rejects.toMatchObject({
      code: 'setup-failed',
      message: expect.stringMatching(
        /bench\/a\.bench\.js: expected .* own copies, found that both load .*dependency\/main\.js/,
      ),
      hint: expect.stringContaining('--base-setup'),
    });
  });

  it('refuses a transitive dependency that only head has', async () => {
    const head = { 'bench/a.bench.js': benchmark, ...work, ...dependency };
    const { 'node_modules/transitive/index.js': _, ...direct } = dependency;
    await expect(check(head, { ...work, ...direct })).rejects.toMatchObject({
      message: expect.stringContaining('transitive'),
    });
  });

  it('refuses a file that both reach through a link', async () => {
    const headRoot = temporaryFolder();
    const baseRoot = temporaryFolder();
    const shared = temporaryFolder();
    writeFiles(shared, { 'index.js': 'export default 1;' });
    for (const root of [headRoot, baseRoot]) {
      writeFiles(root, { 'a.bench.js': "import './linked/index.js';" });
      symlinkSync(shared, join(root, 'linked'), 'dir');
    }
    const files = [join(headRoot, 'a.bench.js')];
    const base = { folder: baseRoot, packages: {}, source: FOLDER };
    await expect(checkImports({ root: headRoot, files, base })).rejects.toMatchObject({
      message: expect.stringContaining(join(shared, 'index.js')),
    });
  });

  it('follows TypeScript, .js specifiers of .ts files, tsconfig paths and require', async () => {
    const files = {
      'tsconfig.json': { compilerOptions: { paths: { '#lib/*': ['./lib/*'] } } },
      'lib/tool.ts': 'export const tool: number = 1;',
      'src/work.ts':
        "import { tool } from '#lib/tool';\nimport old = require('dependency');\nexport const work = tool;",
    };
    const benchmarkTs = "import { work } from './src/work.js';\nconst n: number = work;\nexport default n;\n";
    const head = { 'a.bench.ts': benchmarkTs, ...files, ...dependency };
    await expect(check(head, { ...files, ...dependency }, 'a.bench.ts')).resolves.toMatchObject({
      refused: [],
    });
    await expect(check(head, files, 'a.bench.ts')).rejects.toMatchObject({
      message: expect.stringContaining('dependency'),
    });
  });

  it('distinguishes a workspace package of base from that of head', async () => {
    const build = (link: boolean): string => {
      const root = temporaryFolder();
      writeFiles(root, {
        'packages/lib/package.json': { name: 'lib', main: 'index.js' },
        'packages/lib/index.js': 'module.exports = 1;',
        'packages/app/a.bench.js': "import lib from 'lib';",
      });
      mkdirSync(join(root, 'packages/app/node_modules'), { recursive: true });
      if (link) symlinkSync(join(root, 'packages/lib'), join(root, 'packages/app/node_modules/lib'), 'dir');
      return root;
    };
    const [headRoot, baseRoot] = [build(true), build(true)].map((root) => join(root, 'packages/app'));
    if (headRoot === undefined || baseRoot === undefined) throw new Error('unreachable');
    const files = [join(headRoot, 'a.bench.js')];
    const base = { folder: baseRoot, packages: {}, source: FOLDER };
    await expect(checkImports({ root: headRoot, files, base })).resolves.toMatchObject({
      refused: [],
    });
  });

  it('names a benchmark file whose import base does not have, since it is new', async () => {
    const found = await check({ 'bench/a.bench.js': benchmark, ...work, ...dependency }, {});
    expect(found.refused).toEqual([
      {
        file: expect.stringContaining('a.bench.js'),
        kind: 'new',
        reason: expect.stringContaining('"../src/work.js"'),
      },
    ]);
  });

  it('does not mind optional dependencies that neither has', async () => {
    const optional = {
      ...dependency,
      'node_modules/transitive/index.js': "try { require('fsevents'); } catch {}",
    };
    const head = { 'bench/a.bench.js': benchmark, ...work, ...optional };
    await expect(check(head, { ...work, ...optional })).resolves.toMatchObject({
      refused: [],
      isolationReasons: [],
    });
  });

  it('asks for separate processes where native code or a global registry is loaded', async () => {
    const native = {
      'node_modules/dependency/main.js':
        "module.exports = require('./addon.node'); customElements.define('a-b', class {});",
      'node_modules/dependency/addon.node': 'machine code',
      'node_modules/dependency/package.json': { main: 'main.js' },
    };
    const found = await check({ 'bench/a.bench.js': benchmark, ...work, ...native }, { ...work, ...native });
    expect(new Set(found.isolationReasons.map(({ kind }) => kind))).toEqual(
      new Set(['native-addon', 'global-registration']),
    );
  });

  it('leaves a file that does not parse to whoever loads it', async () => {
    await expect(check({ 'bench/a.bench.js': 'this is not code' }, {})).resolves.toMatchObject({
      refused: [],
      isolationReasons: [],
    });
  });
});

describe('checkImports with npm packages', () => {
  function checkNpm(source: string, installed: Files): Promise<CheckedImports> {
    const root = temporaryFolder();
    const folder = join(root, '.perf/base/npm-dependency@1.0.0/node_modules/dependency');
    writeFiles(root, { 'package.json': { type: 'module' }, 'a.bench.js': source, ...dependency });
    writeFiles(join(root, '.perf/base/npm-dependency@1.0.0'), installed);
    const file = join(root, 'a.bench.js');
    const npm = { kind: 'npm', ref: 'dependency@1.0.0', commit: null } as const;
    return checkImports({
      root,
      files: [file],
      base: { folder: root, packages: { dependency: folder }, source: npm },
    });
  }

  it('accepts another version beside its own dependencies', async () => {
    await expect(checkNpm("import d from 'dependency';\n", dependency)).resolves.toMatchObject({
      refused: [],
    });
  });

  it('returns which packages the benchmarks import', async () => {
    const { imported } = await checkNpm("import t from 'transitive';\n", dependency);
    expect([...imported]).toEqual(['transitive']);
  });
});
