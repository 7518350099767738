import { execFile, execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const PERF_SUITE = fileURLToPath(new URL('../../packages/perf-suite', import.meta.url));

interface Finished {
  readonly exitCode: number;
  readonly output: string;
}

it('a commit that lets one endpoint do a tenth more work fails by its name', {
  timeout: 600_000,
}, async () => {
  const folder = temporaryFolder();
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', ...args], {
      cwd: folder,
    });
  for (const name of readdirSync(HERE).filter((one) => /\.(js|html)$|^package\.json$/.test(one))) {
    cpSync(join(HERE, name), join(folder, name));
  }
  writeFileSync(join(folder, '.gitignore'), 'node_modules\n.perf\n');
  const modules = join(temporaryFolder(), 'node_modules');
  mkdirSync(modules);
  for (const name of readdirSync(join(HERE, 'node_modules'))) {
    symlinkSync(join(HERE, 'node_modules', name), join(modules, name));
  }
  symlinkSync(modules, join(folder, 'node_modules'));
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('commit', '--quiet', '--message=Add the service');
  git('switch', '--quiet', '--create', 'change');
  const server = join(folder, 'server.js');
  const slower = readFileSync(server, 'utf8').replace('slowPath(env.SLOW)', "slowPath('/api/works:0.04')");
  expect(slower).toContain('0.04');
  writeFileSync(server, slower);
  git('commit', '--quiet', '--all', '--message=Check each work');

  const args = ['run', '--against', 'main', '--base-setup', `ln -s ${modules} node_modules`, '--quiet'];
  let found = await perfSuite(folder, args);
  // Beside other load, one comparison in twenty leaves a slowdown open (docs/how-it-decides.md): it is measured once more.
  if (found.exitCode === 0) {
    console.warn(`10 % slower, and not found at first:\n${found.output}`);
    found = await perfSuite(folder, [...args, '--rounds', '24']);
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
