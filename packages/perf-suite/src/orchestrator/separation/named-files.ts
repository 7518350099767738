import { statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import type { DeclaredCommand } from '../../wire/protocol.js';

/**
 * Returns the absolute paths of the files of a project that a command names, and of its installed programs.
 * @param root absolute folder of the project
 */
export function namedFiles({ words, programs, cwd }: DeclaredCommand, root: string): string[] {
  const from = cwd === null ? root : resolve(root, cwd);
  const paths = [
    ...words.map((word) => resolve(from, word)),
    ...programs.map((program) => join(root, 'node_modules', '.bin', program)),
  ];
  return [...new Set(paths)].filter((path) => path.startsWith(root + sep) && isFile(path));
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
