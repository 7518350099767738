import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseJsonBytes } from '@perf-suite/schema/plain-text';
import { ownWork } from '../../wire/modules/own-work.js';

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json'];

/** Whether an import names a file or a folder (`..`, `./library`, `/library`), not a package. */
export function isPath(specifier: string): boolean {
  return /^(?:\.{0,2}\/|\.{1,2}$)/.test(specifier);
}

/**
 * Returns the file that TypeScript would take for a path, or null: the path as it is, `.js` as
 * `.ts`, without extension, or a folder's `main` or index.
 */
export function findSourceFile(folder: string, specifier: string): string | null {
  const path = resolve(folder, specifier);
  return ownWork(() => fileAt(path) ?? mainOf(path) ?? indexOf(path));
}

function fileAt(path: string): string | null {
  const candidates = [
    path,
    path.replace(/\.([cm]?)jsx?$/, '.$1ts'),
    path.replace(/\.jsx?$/, '.tsx'),
    ...EXTENSIONS.map((extension) => path + extension),
  ];
  return candidates.find(isFile) ?? null;
}

function indexOf(folder: string): string | null {
  return EXTENSIONS.map((extension) => join(folder, `index${extension}`)).find(isFile) ?? null;
}

/** The file that a folder's package.json names. */
function mainOf(folder: string): string | null {
  const manifest = join(folder, 'package.json');
  if (!isFile(manifest)) return null;
  const { main } = Object(parseJsonBytes(readFileSync(manifest), manifest)) as { readonly main?: unknown };
  if (typeof main !== 'string') return null;
  const path = join(folder, main);
  return fileAt(path) ?? indexOf(path);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
