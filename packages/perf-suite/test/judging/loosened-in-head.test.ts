import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { formatNs } from '@perf-suite/command-line/terminal';
import { readReportFile } from '@perf-suite/schema/node';
import { expect, it } from 'vitest';
import { writeFiles } from '../base/temporary-repository.js';
import { benchmarkOf, newFolder, perfSuite, QUICK, readRun } from '../failures/run-command.js';

type Files = Readonly<Record<string, string | object>>;

const MANIFEST = { name: 'project', type: 'module' };

function benchmark(name: string, options = '{}', from = './work.js'): string {
  return `import { suite } from 'perf-suite';\nimport { work } from '${from}';\nexport default suite(({ bench }) => { bench('${name}', { run: () => work(3), ...${options} }); });\n`;
}

/** Makes a project with its base beside it. */
function newPair(both: Files, base: Files, head: Files): string {
  const folder = newFolder();
  for (const [name, own] of Object.entries({ base, head })) {
    mkdirSync(join(folder, name));
    writeFiles(join(folder, name), { 'package.json': MANIFEST, ...both, ...own });
  }
  return join(folder, 'head');
}

async function compare(head: string, ...args: readonly string[]) {
  const out = join(head, 'a.run.json');
  const finished = await perfSuite([
    'run',
    '--cwd',
    head,
    ...args,
    '--against',
    '../base',
    ...QUICK,
    '--out',
    out,
  ]);
  const run = readRun(out, finished);
  return { ...finished, run, report: await readReportFile(join(head, 'a.report.json')) };
}

const codesOf = ({ warnings }: { readonly warnings: readonly { readonly code: string }[] }): string[] =>
  warnings.map(({ code }) => code);

const WORK = { 'work.js': 'export const work = (n) => n * 2;\n' };
const TWO_FILES = { ...WORK, 'a.bench.js': benchmark('slow one'), 'b.bench.js': benchmark('other') };

it('a benchmark that only base selects is missing, and what head asks less of is said', async () => {
  const head = newPair(
    TWO_FILES,
    { 'perf.config.json': { files: ['*.bench.js'], minimumEffect: '5%' } },
    { 'perf.config.json': { files: ['b.bench.js'], minimumEffect: '20%', failOn: ['missing'] } },
  );
  const { exitCode, stdout, stderr, run } = await compare(head);
  expect(exitCode, stderr).toBe(4);
  expect(stdout).toMatch(/slow one.* missing/);
  expect(benchmarkOf(run, 'slow one')).toMatchObject({
    onlyIn: 'base',
    warnings: [{ message: "the `files` of base's config select it, those of head's config do not" }],
  });
  const said = run.warnings.map(({ message }) => message).join('\n');
  expect(said).toContain('to 20 % at p50 (base: 5.0 %) and 40 % at p95 (base: 10 %): smaller ones pass');
  expect(said).toContain('"regressed" no longer fails the run');

  const named = await compare(head, 'b.bench.js');
  expect(named.run.benchmarks.map(({ name }) => name)).toEqual(['other']);
});

it('what base selects by default is missing where head narrows it in package.json', async () => {
  const { exitCode, stdout } = await compare(
    newPair(TWO_FILES, {}, { 'package.json': { ...MANIFEST, perf: { files: ['b.bench.js'] } } }),
  );
  expect(exitCode).toBe(4);
  expect(stdout).toMatch(/slow one.* missing/);
});

it('a config of base that does not load is a warning', async () => {
  const broken = { 'perf.config.mjs': "throw new Error('not mended yet');" };
  const mended = { 'perf.config.mjs': "export default { files: ['b.bench.js'] };" };
  const { exitCode, stderr, run } = await compare(newPair(TWO_FILES, broken, mended));
  expect(exitCode, stderr).toBe(0);
  const warning = run.warnings.find(({ code }) => code === 'base-config');
  expect(warning?.message).toContain('base/perf.config.mjs: cannot be loaded: not mended yet');
  const alike = await compare(newPair({ ...TWO_FILES, ...mended }, {}, {}));
  expect(codesOf(alike.run)).not.toContain('base-config');
});

it('a budget that head raises or removes is reported, in a declaration as in the config', async () => {
  const budgets = (p50: string, p95: string) => [
    { match: '*#slow one', p50 },
    { match: '*#other', p95 },
  ];
  const head = newPair(
    { ...WORK, 'b.bench.js': benchmark('other') },
    {
      'a.bench.js': benchmark('slow one', "{ budget: { p95: '2h' } }"),
      'perf.config.json': { budgets: budgets('1h', '1h') },
    },
    {
      'a.bench.js': benchmark('slow one', '{}'),
      'perf.config.json': { budgets: budgets('90m', '59m') },
    },
  );
  const { run } = await compare(head, '--all');
  expect(benchmarkOf(run, 'slow one').warnings).toContainEqual({
    code: 'budget-raised',
    message: `head raises or removes the budget, to ${formatNs(54e11)} at p50 (base: ${formatNs(36e11)}) and none at p95 (base: ${formatNs(72e11)}): longer times pass`,
    hint: expect.stringContaining('If this is intended'),
  });
  expect(codesOf(benchmarkOf(run, 'other'))).not.toContain('budget-raised');
});

it('a minimum effect that head raises for one benchmark is reported, and bounds that do not hold for it', async () => {
  const head = newPair(
    { ...WORK, 'other.bench.js': benchmark('other', "{ minimumEffect: '80%' }") },
    { 'a.bench.js': benchmark('work') },
    { 'a.bench.js': benchmark('work', "{ minimumEffect: '80%' }") },
  );
  const { stdout, run } = await compare(head);
  expect(benchmarkOf(run, 'work').warnings).toContainEqual(
    expect.objectContaining({
      code: 'effect-raised',
      message: 'head raises the smallest change that counts here, to 80 % (base: 2.5 %): smaller ones pass',
    }),
  );
  expect(codesOf(benchmarkOf(run, 'other'))).not.toContain('effect-raised');
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    '(a change counts from 2.5 % at p50, 5.0 % at p95; 2 benchmarks with a minimum effect of their own)',
  );
});

const installed = (version: string): Files => ({
  'node_modules/lib/package.json': { name: 'lib', version, type: 'module', exports: './index.js' },
  'node_modules/lib/index.js': WORK['work.js'],
  'a.bench.js': benchmark('work', '{}', 'lib'),
});
const asking = (spec: string): Files => ({ 'package.json': { ...MANIFEST, dependencies: { lib: spec } } });

it('a dependency that head asks for and nobody installed keeps the verdict open', async () => {
  const head = newPair(installed('1.0.0'), asking('^1.0.0'), asking('^2.0.0'));
  const { run, report } = await compare(head);
  expect(report.comparisons[0]?.summary).toBe(
    'Inconclusive: package.json asks for lib ^2.0.0, yet base and head both load 1.0.0: what head asks for is not installed.',
  );
  expect(codesOf(run)).toContain('nothing-loaded-changed');
});

it('a change that no benchmark loads is said to be none of theirs', async () => {
  const files = { ...WORK, 'a.bench.js': benchmark('work') };
  const { run, stderr } = await compare(newPair(files, { 'README.md': 'a' }, { 'README.md': 'b' }));
  expect(codesOf(run)).toContain('nothing-loaded-changed');
  expect(stderr).toContain('no benchmark loads code that head changes');
  const changed = await compare(newPair(files, {}, { 'work.js': 'export const work = (n) => n + n;\n' }));
  expect(codesOf(changed.run)).not.toContain('nothing-loaded-changed');
});
