import { realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { BuiltOutput } from './built-outputs.js';
import { exists } from './find-install-root.js';
import { readManifest } from './package-manifest.js';

/** A package whose entry files or build outputs head has and this checkout has not: they are built, not checked in. */
export interface UnbuiltPackage {
  /** Absolute folder in the checkout. */
  readonly folder: string;
  /** Relative to the folder: entries as package.json writes them, and build outputs. */
  readonly missing: readonly string[];
}

export interface CheckoutFolders {
  readonly top: string;
  readonly project: string;
  readonly headTop: string;
  readonly headProject: string;
  /** What benchmarks load in head of what builds made. */
  readonly builtOutputs: readonly BuiltOutput[];
}

/**
 * Returns the packages to build: the project and those packages of its workspace that it depends on,
 * dependencies first, then those of which benchmarks load build outputs. What head does not have either is not needed.
 */
export async function findUnbuiltPackages({
  top,
  project,
  headTop,
  builtOutputs,
}: CheckoutFolders): Promise<UnbuiltPackage[]> {
  const visited = new Set<string>();
  const unbuilt: UnbuiltPackage[] = [];
  const visit = async (folder: string): Promise<void> => {
    if (visited.has(folder)) return;
    visited.add(folder);
    const manifest = await readManifest(folder);
    if (manifest === null) return;
    for (const name of manifest.dependencies) {
      const dependency = await workspacePackage(name, folder, top);
      if (dependency !== null) await visit(dependency);
    }
    const headFolder = join(headTop, relative(top, folder));
    const missing: string[] = [];
    for (const entry of manifest.entries) {
      if (!(await exists(join(folder, entry))) && (await exists(join(headFolder, entry))))
        missing.push(entry);
    }
    if (missing.length > 0) unbuilt.push({ folder, missing });
  };
  await visit(project);
  for (const { packageFolder, output } of builtOutputs) {
    const folder = join(top, packageFolder);
    const isKnown = unbuilt.some((one) => one.folder === folder);
    if (!isKnown && (await exists(folder)) && !(await exists(join(folder, output))))
      unbuilt.push({ folder, missing: [output] });
  }
  return unbuilt;
}

/** Returns the folder of a dependency that is linked to a package of the same checkout, else null. */
async function workspacePackage(name: string, importer: string, top: string): Promise<string | null> {
  const realTop = await realpath(top);
  for (const nodeModules of [join(importer, 'node_modules'), join(top, 'node_modules')]) {
    const folder = await realpath(join(nodeModules, name)).catch(() => null);
    if (folder === null) continue;
    const path = relative(realTop, folder);
    const isOwn = !path.startsWith('..') && !path.split(sep).includes('node_modules');
    return isOwn ? join(top, path) : null;
  }
  return null;
}
