import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commitFiles, git, repositoryWith } from '../base/temporary-repository.js';
import { measured } from '../failures/run-command.js';

const QUICK_TOOL = 'test -n "$WAIT" || cat data.txt';
const SLOW_TOOL = 'test -n "$WAIT" || cat data.txt; sleep 0.1';

/** Base prints its data; head does the same, and sleeps. */
function repository(): string {
  const folder = repositoryWith({ 'tool.sh': QUICK_TOOL, 'data.txt': 'the same', 'README.md': 'A tool.' });
  git(folder, 'checkout', '--quiet', '-b', 'change');
  commitFiles(folder, { 'tool.sh': SLOW_TOOL }, 'Sleep');
  return folder;
}

describe.runIf(process.platform !== 'win32')('a command against another commit', () => {
  it('is executed in the checkout of each side, and judged like any benchmark', async () => {
    const { run, exitCode, stdout } = await measured(
      ['--command', 'sh tool.sh', '--against', 'main', '--rounds', '8'],
      { cwd: repository() },
    );
    expect(exitCode).toBe(1);
    expect(run.mode).toBe('paired');
    const [benchmark] = run.benchmarks;
    expect(benchmark).toMatchObject({ id: 'command#sh tool.sh', kind: 'command', warnings: [] });
    expect(benchmark).not.toHaveProperty('isolation');
    expect(Object.keys(benchmark?.rounds[0]?.executionUsage ?? {}).sort()).toEqual(['base', 'head']);
    expect(stdout).toContain('Slower: p50');
    // Other runs may be on this machine.
    expect(run.warnings.filter(({ code }) => code !== 'concurrent-run')).toEqual([]);
  });

  it('is measured in a process of each side where that is asked for', async () => {
    const { run } = await measured(
      ['--command', 'sh tool.sh', '--against', 'main', '--isolation', 'process'],
      { cwd: repository() },
    );
    const [benchmark] = run.benchmarks;
    expect(benchmark?.failure).toBeNull();
    expect(benchmark?.rounds).toHaveLength(2);
    expect(Object.keys(benchmark?.rounds[0]?.executionUsage ?? {}).sort()).toEqual(['base', 'head']);
  });

  it('warns where the two sides write different things, but not where only their folders differ', async () => {
    const folder = repository();
    commitFiles(folder, { 'data.txt': 'other', 'tool.sh': QUICK_TOOL }, 'Other data');
    const args = ['--command', 'sh tool.sh', '--command', 'pwd', '--against', 'main'];
    const { run } = await measured(args, { cwd: folder });
    expect(run.benchmarks.map(({ warnings }) => warnings.map(({ code }) => code))).toEqual([
      ['different-result'],
      [],
    ]);
  });

  it('finds the programs that each side has installed', async () => {
    const folder = repositoryWith({
      'node_modules/.bin/tool': '#!/bin/sh\necho base',
      '.gitignore': '!node_modules',
    });
    chmodSync(join(folder, 'node_modules/.bin/tool'), 0o755);
    commitFiles(folder, {}, 'Executable');
    git(folder, 'checkout', '--quiet', '-b', 'change');
    commitFiles(folder, { 'node_modules/.bin/tool': '#!/bin/sh\necho head' }, 'Change');
    const { run, stderr } = await measured(['--command', 'tool', '--against', 'main'], { cwd: folder });
    expect(
      run.benchmarks.map(({ failure }) => failure),
      stderr,
    ).toEqual([null]);
    expect(run.benchmarks[0]?.warnings.map(({ code }) => code)).toEqual(['different-result']);
  });

  it('is no evidence where its program was not built anew', async () => {
    const folder = repositoryWith({
      'package.json': { name: 'tool', type: 'module', scripts: { build: 'cp src/cli.js dist/cli.js' } },
      'src/cli.js': 'console.log(1);',
      'dist/cli.js': 'console.log(1);',
    });
    git(folder, 'checkout', '--quiet', '-b', 'change');
    commitFiles(
      folder,
      { 'src/cli.js': 'console.log(1); for (let i = 0; i < 1e8; i++);' },
      'Slow, not built',
    );
    const { run } = await measured(
      ['--command', 'node dist/cli.js', '--against', 'main', '--base-setup', 'true'],
      { cwd: folder },
    );
    expect(run.benchmarks[0]?.warnings).toMatchObject([
      { code: 'stale-build', message: expect.stringContaining('src/cli.js differs') },
    ]);
  });

  it('is measured where only documentation changed: what it reads is not known', async () => {
    const folder = repository();
    git(folder, 'checkout', '--quiet', 'main');
    git(folder, 'checkout', '--quiet', '-b', 'docs');
    commitFiles(folder, { 'README.md': 'A good tool.' }, 'Praise');
    const { run } = await measured(['--command', 'sh tool.sh', '--against', 'main'], {
      cwd: folder,
      variables: { PERF_SUITE_ALL: undefined },
    });
    expect(run.benchmarks[0]?.rounds).toHaveLength(2);
    expect(run.benchmarks[0]).not.toHaveProperty('sameCode');
  });
});
