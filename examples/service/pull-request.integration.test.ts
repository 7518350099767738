import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { commitSlowdown, copyService, git } from './demo/changed-copy.js';

const PERF_SUITE = fileURLToPath(new URL('../../packages/perf-suite', import.meta.url));

interface Finished {
  readonly exitCode: number;
  readonly output: string;
}

it('a commit that lets one endpoint do a tenth more work fails by its name', {
  timeout: 600_000,
}, async () => {
  const { project, baseSetup } = copyService(temporaryFolder());
  git(project, 'switch', '--quiet', '--create', 'change');
  commitSlowdown(project, { path: '/api/works', ms: 0.04 });

  const args = ['run', '--against', 'main', '--base-setup', baseSetup, '--quiet'];
  let found = await perfSuite(project, args);
  // Beside other load, one comparison in twenty leaves a slowdown open (docs/how-it-decides.md): it is measured once more.
  if (found.exitCode === 0) {
    console.warn(`10 % slower, and not found at first:\n${found.output}`);
    found = await perfSuite(project, [...args, '--rounds', '24']);
  }
  expect(found.exitCode, found.output).toBe(1);
  expect(found.output).toMatch(/releases > works: Slower: p50 takes \d+(\.\d)? % longer/);
  expect(found.output).toMatch(/releases > pending .*(unchanged|inconclusive)/);
  expect(found.output).toMatch(/releases > page .*(unchanged|inconclusive)/);
});

function perfSuite(cwd: string, args: readonly string[]): Promise<Finished> {
  const env = { ...process.env, XDG_CACHE_HOME: temporaryFolder(), NO_COLOR: '1' };
  return new Promise((resolve) => {
    const program = join(PERF_SUITE, 'bin', 'perf-suite.js');
    execFile(
      process.execPath,
      [program, ...args],
      { cwd, env, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => {
        const exitCode = typeof error?.code === 'number' ? error.code : error === null ? 0 : -1;
        resolve({ exitCode, output: `${stdout}\n${stderr}` });
      },
    );
  });
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'perf-pull-request-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
