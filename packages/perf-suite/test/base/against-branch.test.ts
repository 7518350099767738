import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseReport } from '@perf-suite/schema';
import { expect, it } from 'vitest';
import { perfSuite, QUICK, readRun } from '../failures/run-command.js';
import { commitFiles, git, repositoryWith, temporaryFolder } from './temporary-repository.js';

const PERF_GUARD = fileURLToPath(new URL('../../../perf-guard/bin/perf-guard.js', import.meta.url));
const BENCHMARK = `import { suite } from 'perf-suite';
import { work } from './work.js';
export default suite(({ bench }) => { bench('work', () => work(3)); });
`;

/** A branch that changed the documentation, and a main that changed the code since, so that it cannot be run. */
function documentationBranch(): { root: string; fork: string; tip: string } {
  const root = repositoryWith({
    'package.json': { name: 'project', type: 'module' },
    'work.js': 'export const work = (n) => n * 2;\n',
    'a.bench.js': BENCHMARK,
  });
  const fork = git(root, 'rev-parse', 'HEAD');
  const tip = commitFiles(
    root,
    { 'work.js': "export const work = () => { throw new Error('newest commit of main'); };\n" },
    'Main',
  );
  git(root, 'checkout', '--quiet', '-b', 'topic', fork);
  commitFiles(root, { 'README.md': 'Documentation\n' }, 'Document');
  return { root, fork, tip };
}

async function run(root: string, ...flags: string[]) {
  const out = join(temporaryFolder(), 'a.run.json');
  const finished = await perfSuite(['run', '--cwd', root, ...QUICK, '--out', out, ...flags]);
  return { ...finished, out };
}

it('a branch is compared with where it left main, and every heading says so', async () => {
  const { root, fork, tip } = documentationBranch();
  const finished = await run(root, '--against', 'main');
  expect(finished.exitCode, finished.stderr).toBe(0);
  const note = 'the merge base; main is 1 commit ahead';
  expect(finished.stderr.replaceAll(/\s+/g, ' ')).toContain(`against main@${fork.slice(0, 7)}, ${note}`);
  expect(readRun(finished.out, finished)).toMatchObject({
    base: { kind: 'git', ref: 'main', commit: fork, branch: { chosen: 'merge-base', tip, aheadCount: 1 } },
  });
  const reportFile = finished.out.replace('.run.json', '.report.json');
  const report = parseReport(JSON.parse(readFileSync(reportFile, 'utf8')), reportFile);
  expect(report.baseline).toMatchObject({ name: `main@${fork.slice(0, 7)}`, note });

  for (const format of ['text', 'markdown']) {
    const checked = execFileSync(process.execPath, [PERF_GUARD, 'check', finished.out, '--format', format], {
      encoding: 'utf8',
    });
    expect(checked.replaceAll('&#64;', '@').replaceAll(/\s+/g, ' ')).toContain(
      `against main@${fork.slice(0, 7)} (${note})`,
    );
  }
});

it('--against-tip, or its variable, compares with the newest commit', async () => {
  const { root, tip } = documentationBranch();
  const finished = await run(root, '--against', 'main', '--against-tip');
  expect(finished.exitCode).toBe(6);
  expect(finished.stderr).toContain('newest commit of main (base)');
  expect(finished.stderr).toContain(`against main@${tip.slice(0, 7)}, its newest commit`);
  const byVariable = await perfSuite(['run', '--cwd', root, ...QUICK, '--against', 'main'], {
    variables: { PERF_SUITE_AGAINST_TIP: 'true' },
  });
  expect(byVariable.exitCode).toBe(6);
  const alone = await run(root, '--against-tip');
  expect(alone.exitCode).toBe(2);
  expect(alone.stderr).toContain('--against-tip: expected --against with it, found none');
});

it('a tag and a branch of one name: the run and its file say which was taken', async () => {
  const { root, tip } = documentationBranch();
  git(root, 'tag', 'v1', 'topic');
  git(root, 'branch', 'v1', tip);
  const finished = await run(root, '--against', 'v1');
  expect(finished.exitCode, finished.stderr).toBe(0);
  expect(finished.stderr).toContain('v1 names both refs/tags/v1 and refs/heads/v1');
  expect(readRun(finished.out, finished).warnings.map(({ code }) => code)).toContain('ambiguous-base');
});
