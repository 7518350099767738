import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { benchmarkOf, measured, newFolder, perfSuite } from './run-command.js';

const FILES = {
  'package.json': '{}',
  'nanobench.bench.mjs':
    "import { writeFileSync } from 'node:fs';\nimport bench from 'nanobench';\nwriteFileSync('was-run', '');\nbench('a', () => {});",
  'required.bench.js':
    "const { start } = require('benchmarkify');\nrequire('fs').writeFileSync('was-run', '');\nstart();",
  'k6.bench.ts': "import http from 'k6/http';\nexport default function () { http.get('a'); }",
  'bun.bench.ts': "import { test } from 'bun:test';\ntest('a', () => {});",
  'jsr.bench.ts': "import { assert } from 'jsr:@std/assert';\nDeno.bench('a', () => assert(true));",
  'globals.bench.js': "suite('a', () => { set('iterations', 100); bench('b', () => {}); });",
  // A comment, a type and a text are no imports; what is measured as well is.
  'fine.bench.ts': `// import bench from 'nanobench';
import type { Options } from 'autocannon';
import { bench } from 'node:bench';
const options: Options = {} as Options;
bench("import bench from 'nanobench'", (b) => { b.record({ operations: 1, duration_ns: 5n }); return options; });`,
};

it('a file of a harness that is not measured is refused by its name, and never run', async () => {
  const folder = newFolder();
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
  const { exitCode, stdout } = await perfSuite(['list'], { cwd: folder });
  const lines = stdout.replace(/\n +/g, ' ');
  const advice = 'Write the file with suite() and bench() of perf-suite, or with tinybench, ';
  expect(lines).toContain(
    `nanobench.bench.mjs: is written for nanobench, which perf-suite does not run ${advice}`,
  );
  expect(lines).toContain('required.bench.js: is written for benchmarkify, which perf-suite does not run');
  expect(lines).toContain('k6.bench.ts: is written for k6, which perf-suite does not run It asks a server');
  expect(lines).toContain("bun.bench.ts: imports 'bun:test', which only Bun can load Benchmarks run in Node");
  expect(lines).toContain("jsr.bench.ts: imports 'jsr:@std/assert', which only Deno can load");
  expect(lines).toMatch(/globals\.bench\.js: set is not defined .* global that matcha provides/);
  expect(lines).toContain("fine.bench.ts import bench from 'nanobench'");
  expect(exitCode).toBe(6);
  expect(readdirSync(folder)).not.toContain('was-run');
});

it('what a file should do instead reaches who lists it and who runs it, and the run file', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'package.json'), '{}');
  writeFileSync(
    join(folder, 'forgotten.bench.mjs'),
    "import { Bench } from 'tinybench';\nnew Bench().add('one', () => 1);",
  );
  const hint = 'Call `run()` on what it made';
  expect((await perfSuite(['list'], { cwd: folder })).stdout).toContain(hint);
  const { run, stderr } = await measured([], { cwd: folder });
  expect(stderr).toContain(hint);
  expect(stderr).not.toContain('Fix what keeps the file from loading.');
  expect(benchmarkOf(run, 'forgotten.bench.mjs').failure?.hint).toContain(hint);
});

it('a file that others call is not to be changed, where it is named by itself: they are named', async () => {
  const folder = newFolder();
  const files = {
    'package.json': '{}',
    'bench/compare.mjs':
      "import { bench, run } from 'mitata';\nexport const compare = (name, fn) => { bench(name, fn); return run(); };",
    'bench/parse.mjs':
      "import { compare } from './compare.mjs';\nawait compare('parse', () => JSON.parse('1'));",
    'bench/print.mjs':
      "import { compare } from './compare.mjs';\nawait compare('print', () => JSON.stringify(1));",
    'bench/compare.test.mjs': "import { compare } from './compare.mjs';\nimport { test } from 'vitest';",
  };
  mkdirSync(join(folder, 'bench'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const { stdout } = await perfSuite(['list', 'bench/compare.mjs'], { cwd: folder });
  const named = ['bench/parse.mjs', 'bench/print.mjs'];
  expect(stdout.replace(/\n +/g, ' ')).toContain(
    `It is imported by ${named.join(', ')}. If benchmarks are run there, name those files: perf-suite run ${named.join(' ')}`,
  );
  expect((await perfSuite(['list', ...named], { cwd: folder })).stdout).toContain('2 benchmarks in 2 files');
});
