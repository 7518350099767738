import { realpathSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import type { Variant } from '@perf-suite/schema';
import type { PreparedBase } from '../base/base-context.js';

/**
 * Whose file a path is. `both`: in a comparison with an npm package, the project's own files, of which each side
 * loads a copy. `neither`: outside of both checkouts.
 */
export type Owner = Variant | 'both' | 'neither';

/** Tells which side a path belongs to. */
export interface Trees {
  ownerOf(path: string): Owner;
  /** The path within its side's folder, alike on both sides; the path itself where it is nobody's. */
  nameOf(path: string): string;
}

/** Returns the trees of an A/B run: two checkouts, or one project with two versions of a package. */
export function treesOf(root: string, base: PreparedBase): Trees {
  return base.source.kind === 'npm' ? packageTrees(root, base) : checkoutTrees(root, base);
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
  const folders = Object.entries(packages).map(([name, folder]) => ({ name, folder: realpathSync(folder) }));
  const head = Object.keys(packages).map((name) => `${sep}node_modules${sep}${name.replace('/', sep)}${sep}`);
  const ownerOf = (path: string): Owner => {
    if (folders.some(({ folder }) => isInside(path, folder))) return 'base';
    return head.some((part) => path.includes(part)) ? 'head' : 'both';
  };
  return {
    ownerOf,
    nameOf(path) {
      const inBase = folders.find(({ folder }) => isInside(path, folder));
      if (inBase !== undefined) return `${inBase.name}${sep}${relative(inBase.folder, path)}`;
      const at = head.map((part) => path.lastIndexOf(part)).find((index) => index >= 0);
      if (at !== undefined) return path.slice(at + `${sep}node_modules${sep}`.length);
      return isInside(path, root) ? relative(root, path) : path;
    },
  };
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
