import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { commitFiles, git, temporaryFolder, writeFiles } from '../base/temporary-repository.js';
import { CACHE_HOME, PROGRAM } from '../failures/run-command.js';
import { commitNotes, commitPasses, slowedProject } from './slowed-project.js';

const GUIDE = new URL('../../../../docs/bisect.md', import.meta.url);

/** Returns the script of the guide, which runs the program of this repository in place of an installed one. */
function documentedScript(): string {
  const [, script] = /```sh\n(#!\/bin\/sh\n[^`]*)```/.exec(readFileSync(GUIDE, 'utf8')) ?? [];
  if (script === undefined) throw new Error('no script in docs/bisect.md');
  expect(script).toContain('npx perf-suite run --against v1.4.0');
  return script.replace('npx perf-suite', `'${process.execPath}' '${PROGRAM}'`);
}

it('lets git bisect run find the slow commit, beside one that does not load', { timeout: 600_000 }, () => {
  const root = slowedProject();
  const lock = { name: 'words', lockfileVersion: 3, requires: true, packages: { '': { name: 'words' } } };
  commitFiles(root, { 'package-lock.json': lock }, 'Lock');
  git(root, 'tag', 'v1.4.0');
  commitPasses(root, 2, 'Explain');
  const slow = commitPasses(root, 6, 'Count more often');
  commitNotes(root, 'Between');
  commitFiles(root, { 'src/words.js': 'export function count( {\n' }, 'Break it');
  commitPasses(root, 6, 'Mend it');
  const scripts = temporaryFolder();
  writeFiles(scripts, { 'slower.sh': documentedScript() });
  git(root, 'bisect', 'start', 'main', 'v1.4.0');
  const said = execFileSync('git', ['bisect', 'run', 'sh', join(scripts, 'slower.sh')], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      GITHUB_ACTIONS: undefined,
      XDG_CACHE_HOME: CACHE_HOME,
      PERF_SUITE_TIME: '5ms',
      PERF_SUITE_WARMUP: '5ms',
      PERF_SUITE_MINIMUM_EFFECT: '0.4',
    },
  });
  expect(said).toContain(`${slow} is the first bad commit`);
});
