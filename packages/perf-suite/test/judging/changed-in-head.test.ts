import { join } from 'node:path';
import { readReportFile } from '@perf-suite/schema/node';
import { expect, it } from 'vitest';
import { commitFiles, git, repositoryWith, temporaryFolder } from '../base/temporary-repository.js';
import { perfSuite, QUICK, readRun } from '../failures/run-command.js';

type Config = Readonly<Record<string, unknown>>;

const PROJECT = {
  'package.json': { name: 'project', type: 'module' },
  'work.js': 'export const work = (n) => n * 2;\n',
  'a.bench.js': `import { suite } from 'perf-suite';
import { work } from './work.js';
export default suite(({ bench }) => { bench('work', () => work(3)); });
`,
};

/** A repository whose branch changes the code and its config. */
function changing(before: Config, now: Config): string {
  const root = repositoryWith({ ...PROJECT, 'perf.config.json': before });
  git(root, 'checkout', '--quiet', '-b', 'change');
  commitFiles(root, { 'perf.config.json': now, 'work.js': 'export const work = (n) => n + n;\n' }, 'Head');
  return root;
}

async function run(root: string, ...flags: readonly string[]) {
  const out = join(temporaryFolder(), 'a.run.json');
  const finished = await perfSuite(['run', '--cwd', root, ...QUICK, '--out', out, ...flags]);
  return { ...finished, run: readRun(out, finished), out };
}

it('settings of measuring that head changes are told, unless a flag says them', async () => {
  const root = changing({ time: '10ms' }, { time: '5ms', nodeFlags: ['--expose-gc'] });
  const flags = ['--against', 'main', '--warmup', '5ms'];
  const out = join(temporaryFolder(), 'a.run.json');
  const finished = await perfSuite(['run', '--cwd', root, '--rounds', '2', '--out', out, ...flags]);
  const warning = readRun(out, finished).warnings.find(({ code }) => code === 'settings-changed');
  expect(warning?.message).toBe(
    "head's config changes how both sides are measured: time is 5 ms (base: 10 ms), nodeFlags is --expose-gc (base: none)",
  );
  const given = await run(root, '--against', 'main', '--node-flags=--expose-gc');
  expect(given.run.warnings.map(({ code }) => code)).not.toContain('settings-changed');
});

it('a verdict stays open where head says by its config how base is set up', async () => {
  const root = changing({}, { baseSetup: 'node --version' });
  const { out } = await run(root, '--against', 'main');
  const { comparisons } = await readReportFile(out.replace('.run.json', '.report.json'));
  expect(comparisons[0]?.warnings).toContainEqual(
    expect.objectContaining({
      code: 'base-setup-changed',
      message:
        'base was set up by "node --version" (baseSetup), as head\'s config asks for, while base\'s own config has no baseSetup: base may not be what it was',
    }),
  );
  const given = await run(root, '--against', 'main', '--base-setup', 'node --version');
  expect(given.run.benchmarks.flatMap(({ warnings }) => warnings.map(({ code }) => code))).not.toContain(
    'base-setup-changed',
  );
});

it('what a run is compared with is told where the default branch says otherwise', async () => {
  const messages = async (root: string, ...flags: readonly string[]) =>
    (await run(root, ...flags)).run.warnings
      .filter(({ code }) => code === 'against-changed')
      .map(({ message }) => message);
  const moved = changing({ against: 'main' }, { against: 'HEAD~1' });
  commitFiles(moved, { 'README.md': 'Text' }, 'Document');
  expect(await messages(moved)).toEqual([
    'the config of main compares with "main", this one with "HEAD~1": what changed before that is not seen',
  ]);
  expect(await messages(moved, '--against', 'main')).toEqual([]);
  const removed = changing({ against: 'main' }, {});
  expect(await messages(removed)).toEqual([
    'the config of main compares with "main", this one has no "against": this run compares with nothing by itself',
  ]);
  expect(await messages(changing({}, { against: 'main' }))).toEqual([]);
});
