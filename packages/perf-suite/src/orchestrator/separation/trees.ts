import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { Variant } from '@perf-suite/schema';
import { isOneProject, type PreparedBase } from '../base/base-context.js';

/**
 * Whose file a path is. `both`: in a comparison with an npm package or another runtime, the project's own files, of
 * which each side loads a copy. `neither`: outside of both checkouts.
 */
export type Owner = Variant | 'both' | 'neither';

/** Reports which side a path belongs to. */
export interface Trees {
  ownerOf(path: string): Owner;
  /** The path within its side's folder, alike on both sides; the path itself where it is nobody's. */
  nameOf(path: string): string;
}

/** Returns the trees of an A/B run: two checkouts, or one project with two versions of a package. */
export function treesOf(root: string, base: PreparedBase): Trees {
  return isOneProject(base.source) ? packageTrees(root, base) : checkoutTrees(root, base);
}

function checkoutTrees(root: string, base: PreparedBase): Trees {
  const [head, other] =
    base.source.kind === 'git'
      ? withoutCommonEnd(realpathSync(root), realpathSync(base.folder))
      : [realpathSync(root), realpathSync(base.folder)];
  // One checkout may lie inside the other.
  const folders: readonly { readonly owner: Variant; readonly folder: string }[] =
    other.length >= head.length
      ? [
          { owner: 'base', folder: other },
          { owner: 'head', folder: head },
        ]
      : [
          { owner: 'head', folder: head },
          { owner: 'base', folder: other },
        ];
  const find = (path: string) => folders.find(({ folder }) => isInside(path, folder));
  return {
    ownerOf: (path) => find(path)?.owner ?? 'neither',
    nameOf(path) {
      const found = find(path);
      return found === undefined ? path : relative(found.folder, path);
    },
  };
}

function packageTrees(root: string, { packages }: PreparedBase): Trees {
  const owned = Object.entries(packages).flatMap(([name, folder]) => {
    const inHead = installedFolder(root, name);
    return [
      { owner: 'base' as const, name, folder: realpathSync(folder) },
      ...(inHead === null ? [] : [{ owner: 'head' as const, name, folder: inHead }]),
    ];
  });
  const find = (path: string) => owned.find(({ folder }) => isInside(path, folder));
  return {
    ownerOf: (path) => find(path)?.owner ?? 'both',
    nameOf(path) {
      const found = find(path);
      if (found !== undefined) return `${found.name}${sep}${relative(found.folder, path)}`;
      return isInside(path, root) ? relative(root, path) : path;
    },
  };
}

/** Where head's project has a package, without links; null where it has none. Copies under other names are others. */
function installedFolder(root: string, name: string): string | null {
  for (let folder = realpathSync(root); ; folder = dirname(folder)) {
    const installed = join(folder, 'node_modules', name);
    if (existsSync(installed)) return realpathSync(installed);
    if (dirname(folder) === folder) return null;
  }
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** A project in a folder of its repository lies in the same folder of base's checkout: the tops are what matters. */
function withoutCommonEnd(one: string, other: string): [string, string] {
  const ones = one.split(sep);
  const others = other.split(sep);
  while (ones.length > 2 && others.length > 2 && ones.at(-1) === others.at(-1)) {
    ones.pop();
    others.pop();
  }
  return [ones.join(sep), others.join(sep)];
}
