import { dirname, join, parse } from 'node:path';
import type { PreparedBase } from './base-context.js';
import { buildScriptOf } from './build-script.js';
import type { PackageManager } from './detect-package-manager.js';
import { exists, findInstallRoot } from './find-install-root.js';

/** Returns what to do where base does not load: a folder is its user's own, a checkout is set up by a command. */
export async function setupHint({ source, folder }: PreparedBase, root: string): Promise<string> {
  if (source.kind === 'folder') return `Install and build base where it is, in ${folder}, so that it loads.`;
  if (source.kind === 'npm') return 'Choose a version that works with the other packages installed here.';
  if (source.kind === 'runtime')
    return 'Choose a version of Node that can load the file, and the packages installed here.';
  return `Set base up so that it loads, say with --base-setup "${await setupCommand(folder, root)}".`;
}

/**
 * Returns what sets up a checkout of base as this tool does by itself.
 * @param folder of base
 * @param root of head
 */
export async function setupCommand(folder: string, root: string): Promise<string> {
  const installRoot = await findInstallRoot(folder, folder);
  const script = await buildScriptOf(folder, installRoot.folder);
  return setupCommandOf(await managerOf(folder, root), script?.name ?? null);
}

/**
 * Returns a command that installs and builds: `npm ci` would fail where there is no lockfile.
 * @param script null where nothing is built
 */
export function setupCommandOf({ name, lockfile }: PackageManager, script: string | null): string {
  const program = name === 'yarn-berry' ? 'yarn' : name;
  const install = program === 'npm' && lockfile !== null ? 'npm ci' : `${program} install`;
  return script === null ? install : `${install} && ${program} run ${script}`;
}

/** Base's own lockfile; else that of the workspace, which head's folder lies in as base's does. */
async function managerOf(folder: string, root: string): Promise<PackageManager> {
  const { manager } = await findInstallRoot(folder, folder);
  if (manager.lockfile !== null || (await exists(join(root, '.git')))) return manager;
  return (await findInstallRoot(dirname(root), parse(root).root)).manager;
}
