import { type CallTree, childOf, emptyTree } from '../call-tree.js';
import type { FunctionKind, ProfiledFunction } from '../profiled-functions.js';

/** Returns a function in a file of its own name. */
export function profiledFunction(
  name: string,
  { hash = 'as it was', kind = 'code', line = 1 }: { hash?: string; kind?: FunctionKind; line?: number } = {},
): ProfiledFunction {
  const key = `${name}:${line}`;
  return { key, name, file: kind === 'code' ? `src/${name}.js` : null, line, hash, kind, owner: key };
}

/** Returns a tree of paths from the first function called to one that spends something itself. */
export function treeOf(
  ...spent: readonly (readonly [path: readonly ProfiledFunction[], self: number])[]
): CallTree {
  const root = emptyTree();
  for (const [path, self] of spent) {
    let at = root;
    for (const called of path) at = childOf(at, called);
    at.self += self;
  }
  return root;
}
