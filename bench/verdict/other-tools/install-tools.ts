import { execFile } from 'node:child_process';
import { lstat, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/**
 * The tools and what they run on: labs needs Node 25 and starts its worker through pnpm and tsx; tachometer
 * wants the package of a browser driver, whose program comes from the system.
 */
export const VERSIONS = {
  vitest: '4.1.12',
  mitata: '1.0.34',
  '@pmndrs/labs': '0.6.0',
  tachometer: '0.7.2',
  node: '25.9.0',
  pnpm: '10.34.9',
  tsx: '4.23.15',
  esbuild: '0.28.2',
  chromedriver: '157.0.0',
} as const;

/** Kept out of the workspace's own dependencies: 270 packages and another Node that nothing else needs. */
const folder = fileURLToPath(new URL('../../../node_modules/.cache/other-tools', import.meta.url));

/** Installs what is not installed yet; returns the node_modules folder, which also holds perf-suite. */
export async function installTools(): Promise<string> {
  await mkdir(folder, { recursive: true });
  const wanted = { private: true, dependencies: VERSIONS };
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(wanted, null, 2)}\n`);
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], {
    cwd: folder,
    env: { ...process.env, CHROMEDRIVER_SKIP_DOWNLOAD: 'true' },
  });
  const modules = join(folder, 'node_modules');
  const link = join(modules, 'perf-suite');
  const perfSuite = dirname(dirname(fileURLToPath(import.meta.resolve('perf-suite'))));
  if (!(await exists(link))) await symlink(perfSuite, link);
  return modules;
}

async function exists(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  );
}
