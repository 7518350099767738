import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json'];

/**
 * Returns the file that TypeScript would take for a path, or null: the path as it is, `.js` as
 * `.ts`, without extension, or a folder's index.
 */
export function findSourceFile(folder: string, specifier: string): string | null {
  const path = resolve(folder, specifier);
  const candidates = [
    path,
    path.replace(/\.([cm]?)jsx?$/, '.$1ts'),
    path.replace(/\.jsx?$/, '.tsx'),
    ...EXTENSIONS.map((extension) => path + extension),
    ...EXTENSIONS.map((extension) => join(path, `index${extension}`)),
  ];
  return candidates.find(isFile) ?? null;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
