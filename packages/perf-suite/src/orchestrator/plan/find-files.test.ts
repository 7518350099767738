import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { DEFAULT_PATTERNS } from './benchmark-file-patterns.js';
import { fileIdOf, findBenchmarkFiles } from './find-files.js';

const FILES = [
  'b.bench.js',
  'a/z.bench.ts',
  'a/[id].bench.mjs',
  'a/not-one.js',
  'node_modules/x/y.bench.js',
  'dist/b.bench.js',
  'a/.perf/cache/b.bench.mjs',
];

/** What people keep in a bench folder: benchmarks by any name, and what these use. */
const FOLDER_FILES = {
  'benchmark/parse.mjs': "import { Bench } from 'tinybench';",
  'packages/a/bench/index.cjs': "const tinybench = require( 'tinybench' )",
  'perf/lazy.ts': "const { Bench } = await import('tinybench');",
  'benchmark/data.mjs': "export const data = 'tinybench'; // from tinybench",
  'benchmark/built/parse.mjs': "import { Bench } from 'tinybench';",
  'benchmark/parse.test.mjs': "import { test } from 'vitest';",
  'benchs/print.mjs': "import { bench } from 'mitata';",
  'test/bench.ts': "import { bench } from 'mitata';",
  'benchmark.cjs': "const { Suite } = require('benchmark');",
  'src/bench.ts': 'export const bench = 1;',
  'src/lib.mjs': "import { Bench } from 'tinybench';",
  '.gitignore': 'built\n',
};

function project(): string {
  const root = mkdtempSync(join(tmpdir(), 'perf-suite-find-'));
  for (const file of FILES) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), '');
  }
  return root;
}

async function find(patterns: readonly string[]): Promise<string[]> {
  const root = project();
  return (await findBenchmarkFiles({ root, patterns })).map((file) => fileIdOf(file, root));
}

it('finds benchmark files by name, sorted, and not among dependencies, output or its own files', async () => {
  expect(await find(DEFAULT_PATTERNS)).toEqual(['a/[id].bench.mjs', 'a/z.bench.ts', 'b.bench.js']);
});

it('takes a file whose name looks like a glob as the file', async () => {
  expect(await find(['a/[id].bench.mjs'])).toEqual(['a/[id].bench.mjs']);
});

it('takes a file of any name if it is named, and each file once', async () => {
  expect(await find(['a/not-one.js', 'a/*.js', './a/not-one.js'])).toEqual(['a/not-one.js']);
});

it('takes a folder as the benchmark files inside it', async () => {
  expect(await find(['a'])).toEqual(['a/[id].bench.mjs', 'a/z.bench.ts']);
});

it('refuses a name that is nothing, even beside others', async () => {
  await expect(find(['b.bench.js', 'c.bench.js'])).rejects.toThrow(
    /^c\.bench\.js: expected a file, folder or glob/,
  );
});

it('refuses to find nothing', async () => {
  await expect(find(['x/**/*.bench.js'])).rejects.toMatchObject({ code: 'no-match' });
});

it('finds files named bench and files in bench folders by the harness that they import, but no tests and nothing that git ignores', async () => {
  const root = mkdtempSync(join(tmpdir(), 'perf-suite-find-'));
  for (const [file, content] of Object.entries(FOLDER_FILES)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
  }
  execFileSync('git', ['init', '--quiet'], { cwd: root });
  const namesOf = async (patterns: readonly string[]) =>
    (await findBenchmarkFiles({ root, patterns })).map((file) => fileIdOf(file, root));
  expect(await namesOf(DEFAULT_PATTERNS)).toEqual([
    'benchmark.cjs',
    'benchmark/parse.mjs',
    'benchs/print.mjs',
    'packages/a/bench/index.cjs',
    'perf/lazy.ts',
    'test/bench.ts',
  ]);
  // A folder that is named may be called anything.
  expect(await namesOf(['src'])).toEqual(['src/lib.mjs']);
  // A glob means what it matches.
  expect(await namesOf(['benchmark/*.mjs'])).toEqual([
    'benchmark/data.mjs',
    'benchmark/parse.mjs',
    'benchmark/parse.test.mjs',
  ]);
});
