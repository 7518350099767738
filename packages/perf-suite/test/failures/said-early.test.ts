import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newFolder, perfSuite, QUICK } from './run-command.js';

const withBenchmark = (options: string): string =>
  `import { suite } from 'perf-suite';\nexport default suite(({ bench }) => bench('one', ${options}));\n`;

function projectWith(files: Readonly<Record<string, string>>): string {
  const folder = newFolder();
  const all = { 'one.bench.mjs': withBenchmark('() => Math.sqrt(2)'), ...files };
  for (const [name, content] of Object.entries(all)) writeFileSync(join(folder, name), content);
  return folder;
}

describe('refused before anything is measured', () => {
  it.each([
    [['--time', '61s'], '--time: expected less than --timeout (60000 ms), found 61000 ms'],
    [['--base-setup', 'npm ci'], '--base-setup: expected --against beside it, found none'],
    [
      ['--base-setup', 'npm ci', '--against', './base'],
      'expected --against with a git ref beside it, found --against ./base\n  A folder is measured as it is',
    ],
    [['--base-setup', 'npm ci', '--against', 'npm:a@1'], 'leave --base-setup out'],
  ])('%j', async (args, message) => {
    const { exitCode, stderr } = await perfSuite(['run', ...args], { cwd: projectWith({}) });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('round 1');
    expect(exitCode).toBe(2);
  });

  it('a time of one benchmark that does not fit', async () => {
    const long = withBenchmark("{ run: () => Math.sqrt(2), time: '2m' }");
    const { exitCode, stderr } = await perfSuite(['run'], { cwd: projectWith({ 'long.bench.mjs': long }) });
    expect(stderr).toContain(
      'long.bench.mjs#one: expected a time below --timeout (60000 ms), found 120000 ms\n  Make its time shorter, or the limit longer: --timeout 240s',
    );
    expect(exitCode).toBe(2);
  });
});

describe('what goes unread is named, by run and list', () => {
  it.each(['run', 'list'])('%s', async (command) => {
    const folder = projectWith({
      'none.bench.mjs': "import { suite } from 'perf-suite';\nexport default suite(() => {});\n",
      'perf.config.mjs': 'export default {};',
      'perf.config.json': '{}',
      'package.json': '{ "perf": {} }',
      'perf.config.yaml': 'rounds: 3',
      'perf-suite.config.js': '',
    });
    const args = command === 'run' ? ['run', '-q', ...QUICK] : ['list'];
    const { exitCode, stderr } = await perfSuite(args, { cwd: folder });
    const told = stderr.replaceAll(/\s+/g, ' ');
    expect(told).toContain('none.bench.mjs: expected at least one benchmark, found none declared');
    expect(told).toContain('perf.config.mjs is used, perf.config.json, package.json "perf" are ignored');
    expect(told).toContain('perf-suite.config.js, perf.config.yaml are not read: a config is perf.config.');
    expect(exitCode).toBe(0);
  });

  it('and nothing is said where there is nothing', async () => {
    const { stderr } = await perfSuite(['list'], {
      cwd: projectWith({ 'perf.config.mjs': 'export default {};' }),
    });
    expect(stderr).toBe('');
  });
});
