import { realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { exists, findInstallRoot, type InstallRoot } from './find-install-root.js';
import { readManifest } from './package-manifest.js';

/**
 * Returns the folders between a project and its benchmark files, outermost first, relative to the project: each may
 * be a package of its own (`bench/package.json`).
 */
export function foldersOfBenchmarks(project: string, files: readonly string[]): string[] {
  const folders = new Set<string>();
  for (const file of files) {
    const parts = relative(project, dirname(file)).split(sep);
    if (parts[0] === '..') continue;
    for (let depth = 1; depth <= parts.length; depth++) folders.add(parts.slice(0, depth).join('/'));
  }
  folders.delete('');
  return [...folders].sort((one, other) => one.split('/').length - other.split('/').length);
}

/**
 * Returns how to install the package in a folder of the project, by its own lockfile or, without one, with the
 * project's package manager; null where there is none, or the install of the project around it covers it already.
 */
export async function nestedInstallRoot(
  folder: string,
  top: string,
  around: InstallRoot,
): Promise<InstallRoot | null> {
  const manifest = await readManifest(folder);
  if (manifest === null) return null;
  const own = await findInstallRoot(folder, folder);
  if (!own.needsInstall || (await isInstalledFromAbove(folder, manifest.name, top))) return null;
  // Yarn 4 installs nothing inside another project that is no workspace of it: npm is what is left.
  if (own.manager.lockfile !== null || around.manager.name === 'yarn-berry') return own;
  return { ...own, manager: { ...around.manager, lockfile: null } };
}

/** A workspace's install links its packages, or gives them a node_modules of their own. */
async function isInstalledFromAbove(folder: string, name: string | null, top: string): Promise<boolean> {
  if (await exists(join(folder, 'node_modules'))) return true;
  if (name === null) return false;
  const real = await realpath(folder);
  for (let above = folder; above !== top && above !== dirname(above); ) {
    above = dirname(above);
    if ((await realpath(join(above, 'node_modules', name)).catch(() => null)) === real) return true;
  }
  return false;
}
