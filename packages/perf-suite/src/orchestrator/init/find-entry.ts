import { stat } from 'node:fs/promises';
import { join, posix } from 'node:path';

/** Where a library's source begins when package.json points to something built, or to nothing. */
const SOURCES = [
  'src/index.ts',
  'src/index.mts',
  'src/main.ts',
  'src/index.js',
  'src/index.mjs',
  'index.ts',
  'index.js',
  'index.mjs',
];

const CODE = /\.[cm]?[jt]s$/;
const BUILT = /^(dist|build|lib|out|es|cjs|esm)\//;

/**
 * Returns the library's entry relative to the project, or null where no file was found. Source wins
 * over what is built from it: a benchmark of stale output would measure the past.
 * @param entries files that package.json's `main`, `module` and `exports` point to, as written
 */
export async function findEntry(root: string, entries: readonly string[]): Promise<string | null> {
  const declared = entries.map((entry) => posix.normalize(entry)).filter((entry) => CODE.test(entry));
  const written = declared.filter((entry) => !BUILT.test(entry));
  const built = declared.filter((entry) => BUILT.test(entry));
  for (const candidate of [...written, ...SOURCES, ...built]) {
    const isFile = (await stat(join(root, candidate)).catch(() => null))?.isFile() ?? false;
    if (isFile) return candidate;
  }
  return null;
}
