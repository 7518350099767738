import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PerfError } from '@perf-suite/schema';
import { parseJsonBytes } from '@perf-suite/schema/plain-text';
import { findInstallRoot, type InstallRoot } from '../base/find-install-root.js';
import { foldersOfBenchmarks } from '../base/nested-packages.js';
import { type PackageManifest, readManifest } from '../base/package-manifest.js';
import { readConfigFile } from '../config/read-config-file.js';
import { DEFAULT_SETTINGS } from '../config/settings-table.js';
import { isWorkspaceRoot } from '../config/workspace-config.js';
import { fileIdOf, findBenchmarkFiles } from '../plan/find-files.js';
import { harnessesOf } from '../plan/harnesses-of.js';
import { findEntry } from './find-entry.js';
import { findOwnFunction } from './find-own-function.js';
import type { BenchmarkPackage, Project } from './project.js';

const execFileAsync = promisify(execFile);

/**
 * Returns what a project is made of.
 * @param root absolute folder with a package.json
 * @throws {PerfError} `not-found` without one, `bad-file` where it is no JSON object
 */
export async function readProject(root: string): Promise<Project> {
  const manifest = await readManifest(root);
  if (manifest === null) {
    const path = join(root, 'package.json');
    if (await isFile(path))
      throw new PerfError('bad-file', `${path}: expected a JSON object, found something else`);
    throw new PerfError('not-found', `${path}: expected a package.json, found none`, {
      hint: 'Run it in the folder of your package, or make one with: npm init -y',
    });
  }
  const gitTop = await git(root, 'rev-parse', '--show-toplevel');
  const top = gitTop ?? root;
  const installRoot = await findInstallRoot(root, top);
  const entry = await findEntry(root, manifest.entries);
  const benchmarks = await existingBenchmarks(root);
  return {
    name: manifest.name,
    moduleFormat: await moduleFormat(root),
    usesTypeScript: await usesTypeScript(root, manifest),
    packageManager: installRoot.manager,
    declaresPackageManager: ((await readManifest(installRoot.folder))?.packageManager ?? null) !== null,
    installFolder: fileIdOf(installRoot.folder, top),
    benchmarkPackages: await benchmarkPackages(root, benchmarks, installRoot),
    isInGit: gitTop !== null,
    folder: fileIdOf(root, top),
    defaultBranch: await defaultBranch(root),
    host: await hostOf(root, top),
    gitlabPipeline: await readFile(join(top, '.gitlab-ci.yml'), 'utf8').catch(() => null),
    hasSubmodules: await isFile(join(top, '.gitmodules')),
    usesLfs: /\bfilter=lfs\b/.test(await readFile(join(top, '.gitattributes'), 'utf8').catch(() => '')),
    hasBuildScript: 'build' in manifest.scripts,
    dependsOnPerfSuite: manifest.dependencies.includes('perf-suite') || manifest.name === 'perf-suite',
    entry,
    ownFunction: entry === null ? null : await findOwnFunction(join(root, entry)),
    nodeVersionFile: await nodeVersionFile(top),
    existingConfig: (await readConfigFile(root).catch(() => ({ source: 'perf.config' })))?.source ?? null,
    existingBenchmarks: benchmarks.map((file) => fileIdOf(file, root)),
    harnesses: [...new Set((await Promise.all(benchmarks.map(harnessesOf))).flat())],
    gitignore: await readFile(join(root, '.gitignore'), 'utf8').catch(() => null),
  };
}

/** What a workspace's install covers has no lockfile of its own. */
async function benchmarkPackages(
  root: string,
  benchmarks: readonly string[],
  around: InstallRoot,
): Promise<BenchmarkPackage[]> {
  const isInWorkspace = await isWorkspaceRoot(around.folder);
  const packages: BenchmarkPackage[] = [];
  for (const folder of foldersOfBenchmarks(root, benchmarks)) {
    const { manager, needsInstall } = await findInstallRoot(join(root, folder), join(root, folder));
    if (!needsInstall || (manager.lockfile === null && isInWorkspace)) continue;
    const isOwn = manager.lockfile !== null || around.manager.name === 'yarn-berry';
    packages.push({ folder, packageManager: isOwn ? manager : { ...around.manager, lockfile: null } });
  }
  return packages;
}

async function moduleFormat(root: string): Promise<Project['moduleFormat']> {
  const file = join(root, 'package.json');
  const manifest = parseJsonBytes(await readFile(file), file) as { readonly type?: unknown };
  return manifest.type === 'module' ? 'esm' : 'commonjs';
}

async function usesTypeScript(root: string, { dependencies }: PackageManifest): Promise<boolean> {
  return dependencies.includes('typescript') || (await isFile(join(root, 'tsconfig.json')));
}

/** The remote's own default first; without a remote, the branch that is most often the default. */
async function defaultBranch(root: string): Promise<string> {
  const remote = await git(root, 'symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD');
  if (remote) return remote.replace(/^origin\//, '');
  const branches = ((await git(root, 'branch', '--format=%(refname:short)')) ?? '').split('\n');
  const known = ['main', 'master', 'trunk', 'develop'].find((name) => branches.includes(name));
  return known ?? ((await git(root, 'symbolic-ref', '--quiet', '--short', 'HEAD')) || 'main');
}

/** Where the code is pushed to says it best; a server of one's own is often named after what runs on it. */
async function hostOf(root: string, top: string): Promise<Project['host']> {
  const remote = (await git(root, 'remote', 'get-url', 'origin')) ?? '';
  const [, server = ''] = /^(?:\w+:\/\/)?(?:[^@/]+@)?([^/:]+)/.exec(remote) ?? [];
  for (const host of ['github', 'gitlab'] as const) if (server.includes(host)) return host;
  const hasWorkflows = (await stat(join(top, '.github')).catch(() => null)) !== null;
  return !hasWorkflows && (await isFile(join(top, '.gitlab-ci.yml'))) ? 'gitlab' : 'github';
}

async function nodeVersionFile(top: string): Promise<string | null> {
  for (const name of ['.nvmrc', '.node-version']) {
    if (await isFile(join(top, name))) return name;
  }
  return null;
}

async function existingBenchmarks(root: string): Promise<string[]> {
  const search = { root, patterns: DEFAULT_SETTINGS.files };
  return findBenchmarkFiles(search).catch(() => []);
}

async function git(cwd: string, ...words: string[]): Promise<string | null> {
  return execFileAsync('git', words, { cwd }).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  );
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() ?? false;
}
