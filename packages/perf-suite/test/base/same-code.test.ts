import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { PreparedBase } from '../../src/orchestrator/base/base-context.js';
import { prepareBase } from '../../src/orchestrator/base/prepare-base.js';
import { sameVersions } from '../../src/orchestrator/base/same-code.js';
import { perfSuite, QUICK, readRun } from '../failures/run-command.js';
import { commitFiles, git, repositoryWith, temporaryFolder, writeFiles } from './temporary-repository.js';

const GUARD = fileURLToPath(new URL('../../../perf-guard/bin/perf-guard.js', import.meta.url));
const benchmark = `import { suite } from 'perf-suite';
import { one } from './lib.js';
export default suite(({ bench }) => { bench('one', () => one()); });
`;
const files = {
  'package.json': { name: 'project', type: 'module' },
  '.gitignore': '.perf\n',
  'lib.js': 'export const one = () => 1;\n',
};

it('a run of one code on both sides says so in the file and in every format, and ends as ever', async () => {
  const root = repositoryWith(files);
  // Not committed: benchmark files are the same on both sides whatever git says.
  writeFiles(root, { 'a.bench.js': benchmark });
  const tree = git(root, 'rev-parse', 'HEAD^{tree}').slice(0, 7);
  const sentence = `base and head are the same code (tree ${tree}): what differs is noise`;
  const out = join(root, '.perf/a.run.json');
  const args = ['run', ...QUICK, '--against', 'HEAD', '--out', out];
  const finished = await perfSuite(args, { cwd: root });
  expect(finished.exitCode, finished.stderr).toBe(0);
  expect(oneLine(finished.stderr)).toContain(sentence);
  expect(readRun(out, finished).warnings).toContainEqual(
    expect.objectContaining({ code: 'same-code', message: sentence }),
  );
  const { warnings } = JSON.parse(readFileSync(join(root, '.perf/a.report.json'), 'utf8'));
  expect(warnings).toContainEqual(expect.objectContaining({ message: sentence }));
  for (const format of ['text', 'markdown', 'json']) {
    const printed = execFileSync(process.execPath, [GUARD, 'check', out, '--format', format]).toString();
    expect(oneLine(printed), format).toContain(`base and head are the same code (tree ${tree})`);
  }
  await perfSuite(['report', out], { cwd: root });
  expect(readFileSync(join(root, '.perf/a.html'), 'utf8')).toContain('base and head are the same code');
});

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

async function sameAsHead(root: string, against: string): Promise<PreparedBase['sameAsHead']> {
  const cacheFolder = join(root, '.perf/base');
  const base = await prepareBase({ root, against, setupCommand: null, cacheFolder, log: () => {} });
  return base.sameAsHead;
}

describe('base is the same code as head', () => {
  it('where another commit has the same tree, and not where head differs from it', async () => {
    const root = repositoryWith(files);
    commitFiles(root, { 'lib.js': 'export const one = () => 2;\n' }, 'Change');
    expect(await sameAsHead(root, 'HEAD~1')).toBeNull();
    commitFiles(root, files, 'Revert');
    const tree = `tree ${git(root, 'rev-parse', 'HEAD^{tree}').slice(0, 7)}`;
    expect(await sameAsHead(root, 'HEAD~2')).toBe(tree);
    writeFiles(root, { 'new.js': '' });
    expect(await sameAsHead(root, 'HEAD~2')).toBeNull();
    git(root, 'add', '.');
    expect(await sameAsHead(root, 'HEAD~2')).toBeNull();
  });

  it('where a folder is a checkout of the same tree, without changes', async () => {
    const root = repositoryWith(files);
    const other = join(temporaryFolder(), 'other');
    git(root, 'clone', '--quiet', root, other);
    expect(await sameAsHead(root, other)).toMatch(/^tree /);
    writeFiles(other, { 'lib.js': 'export const one = () => 2;\n' });
    expect(await sameAsHead(root, other)).toBeNull();
    writeFiles(root, { 'copy/lib.js': '' });
    expect(await sameAsHead(root, './copy')).toBeNull();
  });

  it('where head has the very versions of the packages installed', async () => {
    const root = temporaryFolder();
    writeFiles(root, { 'node_modules/a/package.json': { name: 'a', version: '1.0.0' } });
    expect(await sameVersions(join(root, 'packages/x'), new Map([['a', '1.0.0']]))).toBe('a@1.0.0');
    expect(await sameVersions(root, new Map([['a', '1.0.1']]))).toBeNull();
    expect(await sameVersions(root, new Map([['b', '1.0.0']]))).toBeNull();
  });
});
