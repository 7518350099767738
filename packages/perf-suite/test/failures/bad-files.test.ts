import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { benchmarkOf, measured, newFolder, perfSuite } from './run-command.js';

describe('a file that cannot be measured', () => {
  it('because it does not load is reported, and the other files are measured', async () => {
    const { run, exitCode, stderr } = await measured(['broken/load-throws.bench.js', 'good.bench.js']);
    expect(exitCode).toBe(6);
    expect(run.state).toBe('partial');
    expect(benchmarkOf(run, 'broken/load-throws.bench.js').failure).toMatchObject({
      reason: 'load',
      message: expect.stringContaining('nothingOfThatName is not defined'),
    });
    expect(benchmarkOf(run, 'join').rounds).toHaveLength(2);
    expect(stderr).toContain('load-throws.bench.js');
  });

  it('because its TypeScript is none is reported with the line', async () => {
    const { run, exitCode, stderr } = await measured(['broken/bad-types.bench.ts', 'good.bench.js']);
    expect(exitCode).toBe(6);
    expect(benchmarkOf(run, 'broken/bad-types.bench.ts').failure?.reason).toBe('load');
    expect(stderr).toMatch(/bad-types\.bench\.ts:4/);
  });

  it('because of a mistake in JavaScript is told with file and line, also in what it imports', async () => {
    const folder = newFolder();
    const suiteOf = (text: string) => `import { suite } from 'perf-suite';\n${text}`;
    const files = {
      'package.json': '{}',
      'conflict.bench.mjs': suiteOf("import './lib.mjs';\nexport default suite(() => {});\n"),
      'lib.mjs': 'export const a = 1;\n<<<<<<< HEAD\n',
      'brace.bench.mjs': suiteOf("export default suite(({ bench }) => {\n  bench('one', () => 1);\n"),
      'common.bench.js': "require('./lib.cjs');\n",
      'lib.cjs': 'const a = 1;\nconst b = ;\n',
      'export.bench.mjs': suiteOf("import { nope } from './empty.mjs';\n"),
      'empty.mjs': '',
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const { exitCode, stdout } = await perfSuite(['list'], { cwd: folder });
    expect(stdout).toMatch(
      /conflict\.bench\.mjs: Unexpected token '<<'\n +at .*lib\.mjs:2:1\n +Fix .* loading\.\n/,
    );
    expect(stdout).toMatch(/brace\.bench\.mjs: Unexpected end of input\n +at .*brace\.bench\.mjs:\d:\d/);
    expect(stdout).toMatch(/common\.bench\.js: Unexpected token ';'\n +at .*lib\.cjs:2:11\n/);
    expect(stdout).toMatch(/export\.bench\.mjs: .*\n +at .*export\.bench\.mjs:2:10\n/);
    expect(exitCode).toBe(6);
  });

  it('because it ends the process while loading is reported', async () => {
    const { run, exitCode } = await measured(['broken/exits-loading.bench.js', 'good.bench.js']);
    expect(exitCode).toBe(6);
    expect(benchmarkOf(run, 'broken/exits-loading.bench.js').failure).toMatchObject({
      reason: 'exited',
      message: expect.stringContaining('while loading, it ended its process with exit code 4'),
    });
  });

  it('because two benchmarks share a name is reported with the name', async () => {
    const { exitCode, stderr } = await perfSuite(['run', 'broken/duplicate.bench.js', 'good.bench.js']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('broken/duplicate.bench.js: two benchmarks are named "same"');
    expect(stderr).toContain('Rename one of them');
  });
});

it('flags that Node does not take are refused before a file is blamed for them', async () => {
  const { exitCode, stderr } = await perfSuite(['list', 'good.bench.js'], {
    variables: { PERF_SUITE_NODE_FLAGS: '--no-such-flag' },
  });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('nodeFlags: expected flags that the Node takes, found --no-such-flag');
});

describe('nothing to measure', () => {
  it('in a folder without benchmark files is an error that says what was searched', async () => {
    const folder = newFolder();
    const { exitCode, stderr } = await perfSuite(['run', '--cwd', folder]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      `searched *.bench.{ts,js,...}, and bench.{ts,js,...} or files in bench folders that import a harness in ${folder}`,
    );
  });

  it('under a misspelled file name is an error', async () => {
    const { exitCode, stderr } = await perfSuite(['run', 'god.bench.js']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('god.bench.js: expected a file, folder or glob, found nothing');
  });

  it('for a filter is an error that names some of what there is', async () => {
    const { exitCode, stderr } = await perfSuite(['run', 'good.bench.js', '--filter', 'parse']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--filter parse');
    expect(stderr).toContain('"good.bench.js#join"');
  });
});

it('a name does nothing to the terminal that lists it', async () => {
  const folder = newFolder();
  const name = JSON.stringify('parse \u001b[2J\n::error::fast');
  const file = `import { suite } from 'perf-suite'; export default suite(({ bench }) => bench(${name}, () => 1));`;
  writeFileSync(join(folder, 'a.bench.mjs'), file);
  const { stdout } = await perfSuite(['list', '--cwd', folder]);
  expect(stdout).toContain('  parse \\x1b[2J : :error::fast\n');
});
