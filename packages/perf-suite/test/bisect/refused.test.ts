import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { git, temporaryFolder, writeFiles } from '../base/temporary-repository.js';
import { type Finished, perfSuite } from '../failures/run-command.js';
import { commitNotes, slowedProject } from './slowed-project.js';

/** Runs what is refused before anything is checked out or measured. */
function bisect(root: string, ...args: readonly string[]): Promise<Finished> {
  return perfSuite(['bisect', ...args], { cwd: root });
}

function expectRefusal({ exitCode, stdout, stderr }: Finished, ...texts: readonly string[]): void {
  for (const text of texts) expect(stderr).toContain(text);
  expect([exitCode, stdout]).toEqual([2, '']);
}

describe('bisect refuses', () => {
  it('to search without a good end', async () => {
    expectRefusal(await bisect(slowedProject()), "required option '--good <ref>' not specified");
  });

  it('a ref that names nothing, and says what there is', async () => {
    const root = slowedProject();
    const told = await bisect(root, '--good', 'fats');
    expectRefusal(told, '--good fats: expected a branch, tag or commit, found none', 'Did you mean fast?');
    const bad = await bisect(root, '--good', 'fast', '--bad', 'mian');
    expectRefusal(bad, '--bad mian: expected a branch, tag or commit', 'Did you mean main?');
  });

  it('one commit for both ends', async () => {
    const told = await bisect(slowedProject(), '--good', 'fast');
    expectRefusal(told, 'expected two commits, found the same one', 'Name an older commit');
  });

  it('ends the wrong way round', async () => {
    const root = slowedProject();
    commitNotes(root, 'Later');
    const told = await bisect(root, '--good', 'main', '--bad', 'fast');
    expectRefusal(
      told,
      '--good main: expected a commit that --bad fast was made from',
      '--good fast --bad main',
    );
  });

  it('a good end on another branch, and names where the two part', async () => {
    const root = slowedProject();
    const fork = git(root, 'rev-parse', '--short=7', 'HEAD');
    git(root, 'switch', '--quiet', '--create', 'other');
    commitNotes(root, 'On the other');
    git(root, 'switch', '--quiet', 'main');
    commitNotes(root, 'On main');
    const told = await bisect(root, '--good', 'other', '--bad', 'main');
    expectRefusal(told, 'found one on another branch', `--good ${fork}`);
  });

  it('a clone that lacks the history, and says how to fetch it', async () => {
    const root = slowedProject();
    commitNotes(root, 'One');
    commitNotes(root, 'Two');
    const clone = join(temporaryFolder(), 'clone');
    execFileSync('git', ['clone', '--quiet', '--depth', '1', pathToFileURL(root).href, clone], {
      stdio: 'pipe',
    });
    const told = await bisect(clone, '--good', git(root, 'rev-parse', 'fast'));
    expectRefusal(told, 'found a shallow clone without it', 'git fetch --unshallow');
  });

  it('a folder that is in no repository', async () => {
    const root = temporaryFolder();
    writeFiles(root, { 'package.json': {} });
    const told = await bisect(root, '--good', 'v1');
    expectRefusal(told, '--good: expected', 'to be in a git repository', 'Run it inside a repository.');
  });

  it('to search without git', async () => {
    const told = await perfSuite(['bisect', '--good', 'fast'], {
      cwd: slowedProject(),
      variables: { PATH: temporaryFolder() },
    });
    expectRefusal(told, '--good: expected the program git to find a commit, found none', 'Install git.');
  });

  it('a share of error that is none', async () => {
    const told = await bisect(slowedProject(), '--good', 'fast', '--error-rate', '5');
    expectRefusal(told, '--error-rate: expected a share', 'Did you mean 5%?');
  });

  it('a name that no benchmark of bad has, or several have', async () => {
    const root = slowedProject();
    writeFiles(root, {
      'bench/more.bench.js': `import { suite } from 'perf-suite';
export default suite(({ bench }) => { bench('count lines', () => 1); bench('count pages', () => 2); });
`,
    });
    git(root, 'add', '--all');
    git(root, 'commit', '--quiet', '--message', 'More');
    expectRefusal(
      await bisect(root, '--good', 'fast', 'cuont words'),
      'expected a benchmark of the bad commit, found none with "cuont words" in its name',
      'Did you mean count words?',
    );
    expectRefusal(
      await bisect(root, '--good', 'fast', 'count'),
      'expected one benchmark, found 3 with "count" in their names',
    );
  });

  it('a benchmark that the good commit cannot run', async () => {
    const root = slowedProject();
    writeFiles(root, {
      'bench/new.bench.js': `import { suite } from 'perf-suite';
import { fresh } from '../src/fresh.js';
export default suite(({ bench }) => { bench('fresh', () => fresh()); });
`,
      'src/fresh.js': 'export const fresh = () => 1;\n',
    });
    git(root, 'add', '--all');
    git(root, 'commit', '--quiet', '--message', 'Something new');
    const { exitCode, stderr } = await bisect(root, '--good', 'fast', 'fresh');
    expect(exitCode).toBe(5);
    expect(stderr).toContain('fresh: expected to measure it in the good and in the bad commit');
    expect(stderr).toContain('src/fresh.js');
    expect(stderr).toContain('Name a good commit that is new enough');
  });
});
