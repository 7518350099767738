import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newFolder, perfSuite } from '../failures/run-command.js';

const BENCH = `
import { suite } from 'perf-suite';
export default suite(({ bench }) => bench('one', () => 1));
`;

function projectWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = newFolder();
  const all = { 'package.json': '{ "type": "module" }', 'bench/good.bench.js': BENCH, ...files };
  for (const [name, content] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

describe('an argument that is no benchmark file', () => {
  it.each([
    ['README.md', 'README.md: expected a JavaScript or TypeScript file with benchmarks, found a .md file'],
    ['a.json', 'a.json: expected a JavaScript or TypeScript file with benchmarks, found a .json file'],
    ['old.run.json', 'found a run file\n  To compare with it: --baseline old.run.json'],
    ['a.report.json', 'found a report\n'],
    ['a.d.ts', 'found declarations of types, which hold no code'],
    ['perf.config.ts', 'found a config\n  It is read automatically'],
    ['bench/good.bench.ts', 'found nothing in ROOT\n  Did you mean bench/good.bench.js?'],
    ['benhc', 'Did you mean bench?'],
    ['benhc/good.bench.js', 'Did you mean bench/good.bench.js?'],
    ['failed', 'Several values of one flag are joined by commas: --fail-on regressed,'],
    [
      'empty',
      'empty: expected a folder with benchmark files (*.bench.{ts,js,...}, and bench.{ts,js,...} or files in bench folders that import a harness), found none in it\n  Name a file',
    ],
    ['benchmarks', 'others can be named: perf-suite run benchmarks/parse.js'],
    ['nope/**', 'No benchmark file found: searched nope/**'],
  ])('%s is refused by what it is', async (argument, message) => {
    const root = projectWith({
      'README.md': '# hi',
      'a.json': '{}',
      'old.run.json': '{}',
      'a.report.json': '{}',
      'a.d.ts': 'export {};',
      'perf.config.ts': 'export default {};',
      'empty/a.txt': '',
      'benchmarks/parse.js': 'console.time();',
    });
    const { exitCode, stderr } = await perfSuite(['list', '--cwd', root, argument]);
    expect(stderr).toContain(message.replace('ROOT', root));
    expect(exitCode).toBe(2);
  });
});

it('a file in the place of a command is told how to measure it', async () => {
  const { exitCode, stderr } = await perfSuite(['bench/good.bench.js']);
  expect(stderr).toContain('To measure it: perf-suite run bench/good.bench.js');
  expect(exitCode).toBe(2);
});

it('what is no code is reported for each file, and the others are listed', async () => {
  const root = projectWith({
    'bench/binary.bench.js': Buffer.concat([Buffer.from('a'), Buffer.alloc(9), randomBytes(99)]),
    'bench/empty.bench.ts': ' \n',
    'bench/zeros.bench.ts': Buffer.alloc(5000),
  });
  const { exitCode, stdout } = await perfSuite(['list', '--cwd', root, '--format', 'json', 'bench']);
  const { benchmarks, brokenFiles } = JSON.parse(stdout);
  expect(benchmarks).toHaveLength(1);
  const failures = brokenFiles.map((broken: { file: string; failure: { message: string } }) => [
    broken.file,
    broken.failure.message.replace(/^expected .*, /, ''),
  ]);
  expect(failures).toEqual([
    ['bench/binary.bench.js', 'found a binary file'],
    ['bench/empty.bench.ts', 'found an empty file'],
    ['bench/zeros.bench.ts', 'found a binary file'],
  ]);
  expect(exitCode).toBe(6);
});
