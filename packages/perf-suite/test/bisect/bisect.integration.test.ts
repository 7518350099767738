import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commitFiles, git, writeFiles } from '../base/temporary-repository.js';
import { start } from '../failures/run-command.js';
import {
  bisect,
  commitNotes,
  commitPasses,
  library,
  quickArgs,
  SKIP_SAME_CODE,
  slowedProject,
} from './slowed-project.js';

/** A search makes up to nine comparisons of eight rounds or more, on a machine that may be busy. */
const LIMIT_MS = 600_000;

interface Found {
  readonly benchmark: string;
  readonly whole: { readonly kind: string };
  readonly findings: readonly {
    readonly kind: string;
    readonly commit: { readonly id: string; readonly author: string; readonly subject: string };
    readonly before: { readonly id: string };
    readonly undecided: readonly { readonly commit: { readonly id: string } }[];
    readonly comparison: { readonly change: { readonly point: number } };
    readonly inMerge: Found | null;
  }[];
  readonly rest: { readonly kind: string } | null;
  readonly comparisons: readonly {
    readonly commit: string;
    readonly against: string;
    readonly comparison: { readonly kind: string; readonly reason?: string };
  }[];
  readonly exitCode: number;
}

async function found(root: string, args: readonly string[] = []): Promise<Found> {
  const { exitCode, stdout, stderr } = await bisect(root, ['--format', 'json', ...args]);
  if (stdout === '') throw new Error(`no result:\n${stderr}`);
  const result: Found = JSON.parse(stdout);
  expect(exitCode, stderr).toBe(result.exitCode);
  return result;
}

describe('bisect of a history with one slow commit', { timeout: LIMIT_MS }, () => {
  it('names the commit, and leaves the working tree alone', async () => {
    const root = slowedProject();
    commitNotes(root, 'One');
    const last = commitPasses(root, 2, 'Explain');
    const slow = commitPasses(root, 6, 'Count more often');
    commitNotes(root, 'Two');
    commitPasses(root, 6, 'Explain again');
    writeFiles(root, { 'src/words.js': 'not even code', 'untracked.js': '' });
    const { exitCode, stdout, stderr } = await bisect(root, ['words']);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain(`count words got slower between fast (`);
    expect(stdout).toContain(`${slow.slice(0, 7)} made it slower: p50 takes `);
    expect(stdout).toContain(`than in ${last.slice(0, 7)}, the commit before it.`);
    expect(stdout).toContain('    Count more often\n    Tester, ');
    expect(stdout).toContain('It accounts for the whole slowdown');
    expect(stdout).toMatch(
      /\d comparisons in \d+ rounds and .*The chance that any of them was decided wrongly is at most 20 %/,
    );
    expect(readFileSync(join(root, 'src/words.js'), 'utf8')).toBe('not even code');
    expect(git(root, 'status', '--porcelain')).toBe('M src/words.js\n?? untracked.js');
    expect(git(root, 'symbolic-ref', 'HEAD')).toBe('refs/heads/main');
    // The same command again has nothing left to do.
    const again = await bisect(root, ['words']);
    expect(again.stdout).toBe(stdout);
    expect(again.stderr).toContain('Going on with an earlier search of the same');
  });

  it('names the merge that brought it in, and with --into-merges the commit in it', async () => {
    const root = slowedProject();
    git(root, 'switch', '--quiet', '--create', 'branch');
    const slow = commitPasses(root, 6, 'Count more often');
    commitNotes(root, 'On the branch');
    git(root, 'switch', '--quiet', 'main');
    commitFiles(root, { 'other.md': 'x' }, 'On main');
    git(root, 'merge', '--quiet', '--no-ff', '--message', 'Merge the branch', 'branch');
    const merge = git(root, 'rev-parse', 'HEAD');
    const outside = await bisect(root, []);
    expect(outside.exitCode, outside.stderr).toBe(0);
    expect(outside.stdout).toContain(`${merge.slice(0, 7)} made it slower`);
    expect(outside.stdout).toContain('--into-merges');
    const inside = await found(root, ['--into-merges']);
    expect(inside.findings[0]?.commit.id).toBe(merge);
    expect(inside.findings[0]?.inMerge?.findings.map(({ commit }) => commit.id)).toEqual([slow]);
  });

  it('runs the benchmark of bad on commits from before it was written', async () => {
    const root = slowedProject();
    git(root, 'rm', '--quiet', 'bench/words.bench.js');
    git(root, 'commit', '--quiet', '--message', 'Without benchmarks');
    git(root, 'tag', '--force', 'fast');
    const slow = commitPasses(root, 6, 'Count more often');
    git(root, 'checkout', '--quiet', 'HEAD~2', '--', 'bench');
    git(root, 'commit', '--quiet', '--message', 'With benchmarks');
    const { findings } = await found(root);
    expect(findings.map(({ commit }) => commit.id)).toEqual([slow]);
  });
});

describe('bisect of a history in which the benchmark changes', { timeout: LIMIT_MS }, () => {
  it('runs the own benchmark file of commits that cannot load that of bad', async () => {
    const root = slowedProject();
    const slow = commitPasses(root, 6, 'Count more often');
    const read = (path: string): string => readFileSync(join(root, path), 'utf8');
    const renamed = (path: string): string =>
      read(path)
        .replace(/\bcount\(/g, 'countAll(')
        .replace('{ count }', '{ countAll }');
    const files = ['bench/words.bench.js', 'src/words.js'];
    commitFiles(root, Object.fromEntries(files.map((path) => [path, renamed(path)])), 'Rename it');
    const { findings, exitCode } = await found(root);
    expect(findings.map(({ commit }) => commit.id)).toEqual([slow]);
    expect(exitCode).toBe(0);
  });
});

describe('bisect of a history with two slow commits', { timeout: LIMIT_MS }, () => {
  it('names both, with the size of each', async () => {
    const root = slowedProject();
    const one = commitPasses(root, 4, 'Count twice as often');
    commitNotes(root, 'Between');
    const two = commitPasses(root, 16, 'Count four times as often');
    commitNotes(root, 'After');
    const { findings, rest, exitCode } = await found(root);
    expect(exitCode).toBe(0);
    expect(findings.map(({ kind, commit }) => [kind, commit.id])).toEqual([
      ['commit', one],
      ['commit', two],
    ]);
    const [first = 0, second = 0] = findings.map(({ comparison }) => comparison.change.point);
    expect(first).toBeLessThan(second);
    expect(rest?.kind).toBe('same-code');
  });
});

describe('bisect of a history with broken commits', { timeout: LIMIT_MS }, () => {
  it('names the range where what does not load stands before the slow commit, with the reason', async () => {
    const root = slowedProject();
    const before = commitNotes(root, 'Before');
    const broken = commitFiles(root, { 'src/words.js': 'export function count( {\n' }, 'Break it');
    const slow = commitPasses(root, 6, 'Mend it, and count more often');
    commitNotes(root, 'After');
    const { findings, comparisons, exitCode } = await found(root);
    expect(exitCode).toBe(3);
    expect(findings.map(({ kind, commit }) => [kind, commit.id])).toEqual([['range', slow]]);
    expect(findings[0]?.before.id).toBe(before);
    expect(findings[0]?.undecided.map(({ commit }) => commit.id)).toEqual([broken]);
    const skipped = comparisons.filter(({ comparison }) => comparison.kind === 'skipped');
    expect(skipped.map(({ commit }) => commit)).toEqual([broken]);
    const { stdout } = await bisect(root, []);
    expect(stdout).toContain('One of 2 commits made it slower');
    expect(stdout).toContain(`  ${broken.slice(0, 7)} skipped: `);
  });

  it('skips what cannot be set up, and names the commit where that does not matter', async () => {
    const root = slowedProject();
    writeFiles(root, { 'build.js': '' });
    git(root, 'add', '--all');
    git(root, 'commit', '--quiet', '--message', 'With a build');
    git(root, 'tag', '--force', 'fast');
    const slow = commitPasses(root, 6, 'Count more often');
    const broken = commitFiles(root, { 'build.js': 'process.exit(1)' }, 'Break the build');
    commitFiles(root, { 'build.js': '' }, 'Mend the build');
    commitNotes(root, 'After');
    const { findings, comparisons } = await found(root, ['--base-setup', 'node build.js']);
    expect(findings.map(({ kind, commit }) => [kind, commit.id])).toEqual([['commit', slow]]);
    const skipped = comparisons.filter(({ comparison }) => comparison.kind === 'skipped');
    expect(skipped.map(({ commit }) => commit)).toContain(broken);
  });
});

describe('bisect of a history without a slow commit', { timeout: LIMIT_MS }, () => {
  it('says so after one comparison', async () => {
    const root = slowedProject();
    commitPasses(root, 2, 'Explain');
    commitPasses(root, 1, 'Count less often');
    const { exitCode, stdout, stderr } = await bisect(root, []);
    expect(exitCode, stderr).toBe(4);
    expect(stdout).toContain('count words did not get slower between fast (');
    expect(stdout).toContain('there is no slowdown to search for');
    expect(stdout).toContain('1 comparison in ');
  });
});

describe('bisect that is interrupted', { timeout: LIMIT_MS }, () => {
  it('goes on with what was compared before it was killed, and begins anew with --restart', async () => {
    const root = slowedProject();
    commitPasses(root, 2, 'Explain');
    const slow = commitPasses(root, 6, 'Count more often');
    commitPasses(root, 6, 'Explain again');
    const killed = start(quickArgs('--format', 'json'), { cwd: root, variables: SKIP_SAME_CODE });
    await killed.said('  slower      +');
    killed.child.kill('SIGKILL');
    await killed.finished;
    const stopped = start(quickArgs('--format', 'json'), { cwd: root, variables: SKIP_SAME_CODE });
    await stopped.said('comparing ');
    stopped.child.kill('SIGINT');
    const { exitCode, stderr } = await stopped.finished;
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(/Interrupted; \d comparisons? (is|are) saved\n.*Run the same command again/);
    const { findings, comparisons } = await found(root);
    expect(findings.map(({ commit }) => commit.id)).toEqual([slow]);
    const pairs = comparisons.map(({ commit, against }) => `${commit} ${against}`);
    expect(new Set(pairs).size).toBe(pairs.length);
    const [folder = ''] = readdirSync(join(root, '.perf/bisect'));
    writeFiles(join(root, '.perf/bisect', folder), { 'search.json': '{}' });
    const damaged = await bisect(root, ['--format', 'json']);
    expect([damaged.exitCode, damaged.stderr]).toEqual([2, expect.stringContaining('--restart')]);
    expect((await found(root, ['--restart'])).findings.map(({ commit }) => commit.id)).toEqual([slow]);
  });
});

describe('bisect of several benchmarks', { timeout: LIMIT_MS }, () => {
  it('searches for the one slowed most, and names the others that are slower', async () => {
    const root = slowedProject();
    const BOTH = `import { suite } from 'perf-suite';
import { count } from '../src/words.js';
import { add } from '../src/add.js';
export default suite(({ bench }) => {
  bench('count', () => count('a b c d e f g '.repeat(50)));
  bench('add', () => add(20000));
});
`;
    const add = (times: number): string =>
      `export function add(n) { let sum = 0; for (let i = 0; i < n * ${times}; i++) sum += i % 7; return sum; }\n`;
    commitFiles(root, { 'bench/words.bench.js': BOTH, 'src/add.js': add(1) }, 'Two benchmarks');
    git(root, 'tag', '--force', 'fast');
    commitFiles(root, { 'src/add.js': add(2) }, 'Add twice as much');
    const slow = commitFiles(root, { 'src/words.js': library(20) }, 'Count more often');
    const { exitCode, stdout, stderr } = await bisect(root, []);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain('count got slower between');
    expect(stdout).toContain('Slower as well, and not searched for: add.');
    expect(stdout).toContain(`${slow.slice(0, 7)} made it slower`);
  });
});
