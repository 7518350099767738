import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readReportFile } from '@perf-suite/schema/node';
import { expect, it } from 'vitest';
import { acceptanceIn, readAcceptances } from '../../src/orchestrator/plan/read-acceptances.js';
import { commitFiles, git, repositoryWith } from '../base/temporary-repository.js';
import { perfSuite, QUICK, readRun } from '../failures/run-command.js';

const suiteOf = (...names: readonly string[]): string =>
  `import { suite } from 'perf-suite';\nexport default suite(({ bench }) => {\n${names.map((name) => `  bench('${name}', () => Math.sqrt(${name.length}));\n`).join('')}});\n`;

/** On a branch that removes the benchmark `parse all`. */
function branch(message: string): string {
  const folder = repositoryWith({
    'package.json': { type: 'module' },
    'a.bench.js': suiteOf('print', 'parse all'),
  });
  git(folder, 'switch', '--quiet', '--create', 'work');
  commitFiles(folder, { 'a.bench.js': suiteOf('print') }, message);
  return folder;
}

async function compare(cwd: string) {
  const out = join(cwd, 'a.run.json');
  const finished = await perfSuite(['run', '--against', 'main', ...QUICK, '--out', out], { cwd });
  return {
    ...finished,
    run: readRun(out, finished),
    report: await readReportFile(join(cwd, 'a.report.json')),
  };
}

it('what a commit of the branch accepts is accepted, in the run file and in each format', async () => {
  const folder = branch(
    'Remove it\n\nPerf-Accepted: a.bench.js#parse all nobody calls it\nSigned-off-by: Tester',
  );
  const { exitCode, stdout, run, report } = await compare(folder);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/parse all: Accepted by commit [0-9a-f]{7,}: nobody calls it\. /);
  expect(run.settings.accepted).toEqual([
    {
      benchmark: 'a.bench.js#parse all',
      reason: 'nobody calls it',
      source: expect.stringMatching(/^commit [0-9a-f]{7,}$/),
    },
  ]);
  expect(report.counts).toMatchObject({ accepted: 1, missing: 0 });
});

it('without it, or with a name that is mistyped, it fails as before', async () => {
  const folder = branch('Remove it\n\nPerf-Accepted: a.bench.js#parse al nobody calls it');
  const { exitCode, stderr, report } = await compare(folder);
  expect(exitCode).toBe(4);
  expect(stderr).toContain('accepts a.bench.js#parse al nobody calls it, which is no benchmark of this run');
  expect(report.counts).toMatchObject({ accepted: 0, missing: 1 });
});

it('what the project’s file accepts is accepted until its day; a damaged file stops the run', async () => {
  const folder = branch('Remove it');
  const entry = { benchmark: 'a.bench.js#parse all', reason: 'moved', until: '2999-12-31' };
  commitFiles(folder, { 'perf-accepted.json': { accepted: [entry] } }, 'Accept it');
  const { exitCode, stdout } = await compare(folder);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('Accepted until 2999-12-31 by perf-accepted.json: moved.');
  commitFiles(folder, { 'perf-accepted.json': { accepted: [{ ...entry, until: 'soon' }] } }, 'Damage it');
  const damaged = await perfSuite(['run', '--against', 'main', ...QUICK], { cwd: folder });
  expect(damaged.exitCode).toBe(2);
  expect(damaged.stderr).toContain('perf-accepted.json: at /accepted/0/until expected');
});

/** What the commits after base accept. */
function acceptedIn(folder: string, benchmarkIds: readonly string[]) {
  const base = { kind: 'git', ref: 'main', commit: git(folder, 'rev-parse', 'main') } as const;
  return readAcceptances({ root: folder, variables: process.env, base, benchmarkIds });
}

it('a message cannot forge a commit or a second acceptance', async () => {
  const folder = branch(
    'Remove it\n\nPerf-Accepted: a#x fine\x1ddeadbee\x1fa#y approved\x1ea#y too\nPerf-Accepted: deadbee\nPerf-Accepted:',
  );
  commitFiles(folder, { 'b.js': '' }, 'Add a file');
  commitFiles(folder, { 'c.js': '' }, 'Add another\n\nperf-accepted: a#y it is\n  worth it');
  const [newest, , oldest] = git(folder, 'log', '--format=%h', '-3').split('\n');
  expect(await acceptedIn(folder, ['a#x', 'a#y'])).toEqual([
    { benchmark: 'a#y', reason: 'it is worth it', source: `commit ${newest}` },
    {
      benchmark: 'a#x',
      reason: String.raw`fine\x1ddeadbee\x1fa#y approved\x1ea#y too`,
      source: `commit ${oldest}`,
    },
    { benchmark: 'deadbee', reason: '', source: `commit ${oldest}` },
  ]);
});

it('of a log that is too long to be read whole, no part is taken for an id', async () => {
  const folder = branch('Remove it');
  // In a file: too long for an argument.
  const message = `Remove it\n\nPerf-Accepted: a#x ${'deadbee'.repeat(300_000)}\nPerf-Accepted: a#y approved\n`;
  writeFileSync(join(folder, 'message'), message);
  git(folder, 'commit', '--quiet', '--amend', '--file', 'message');
  expect(await acceptedIn(folder, ['a#x', 'a#y'])).toEqual([]);
});

it.each([
  ['a#x slower on purpose', 'a#x', 'slower on purpose'],
  ['a#x y it is', 'a#x y', 'it is'],
  ['a#x', 'a#x', ''],
  ['a#x \u200b', 'a#x', ''],
  ['a#x \x01\u00a0\u2060\u3164', 'a#x', ''],
  ['a#x \u200bseen', 'a#x', '\u200bseen'],
  ['a#xy z', 'a#xy z', ''],
])('reads %j', (value, benchmark, reason) => {
  expect(acceptanceIn(value, 'commit 1', ['a#x', 'a#x y'])).toEqual({
    benchmark,
    reason,
    source: 'commit 1',
  });
});

it('cuts what is too long, and no character in half', () => {
  const reasonIn = (reason: string) => acceptanceIn(`a#x ${reason}`, 'commit 1', ['a#x']).reason;
  expect(reasonIn('y'.repeat(500))).toBe('y'.repeat(500));
  expect(reasonIn('y'.repeat(300_000))).toBe(`${'y'.repeat(499)}…`);
  expect(reasonIn(`${'y'.repeat(498)}🙂🙂`)).toBe(`${'y'.repeat(498)}…`);
  expect(acceptanceIn('z'.repeat(300_000), 'commit 1', ['a#x']).benchmark).toBe(`${'z'.repeat(499)}…`);
});
