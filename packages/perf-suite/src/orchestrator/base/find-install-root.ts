import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { detectPackageManager, LOCKFILES, type PackageManager } from './detect-package-manager.js';
import { readManifest } from './package-manifest.js';

/** Where a project's dependencies are installed, and by what. */
export interface InstallRoot {
  /** Absolute: the project's own folder, or its workspace's. */
  readonly folder: string;
  readonly manager: PackageManager;
  /** False for a project without dependencies or lockfile. */
  readonly needsInstall: boolean;
}

/** Enough of a lockfile to detect its format: the header is at most a few lines. */
const HEADER_CHARACTERS = 400;

/** Returns the nearest folder with a lockfile, from the project's up to the checkout's top; else the project's. */
export async function findInstallRoot(project: string, top: string): Promise<InstallRoot> {
  for (const folder of foldersUpTo(project, top)) {
    const lockfiles = await readLockfiles(folder);
    if (lockfiles.size > 0) return describe(folder, lockfiles, true);
  }
  const manifest = await readManifest(project);
  return describe(project, new Map(), (manifest?.dependencies.length ?? 0) > 0);
}

/** True where Yarn's Plug'n'Play takes the place of a node_modules folder, which plain Node does not read. */
export async function isPlugAndPlay(folder: string): Promise<boolean> {
  return (await exists(join(folder, '.pnp.cjs'))) && !(await exists(join(folder, 'node_modules')));
}

/** True where the file or folder exists. */
export async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}

async function describe(
  folder: string,
  lockfiles: ReadonlyMap<string, string>,
  needsInstall: boolean,
): Promise<InstallRoot> {
  const packageManager = (await readManifest(folder))?.packageManager ?? null;
  return { folder, manager: detectPackageManager({ packageManager, lockfiles }), needsInstall };
}

async function readLockfiles(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const name of LOCKFILES) {
    const content = await readFile(join(folder, name), 'utf8').catch(() => null);
    if (content !== null) found.set(name, content.slice(0, HEADER_CHARACTERS));
  }
  return found;
}

function foldersUpTo(project: string, top: string): string[] {
  const folders = [project];
  for (let folder = project; folder !== top && folder !== dirname(folder); folder = dirname(folder)) {
    folders.push(dirname(folder));
  }
  return folders;
}
