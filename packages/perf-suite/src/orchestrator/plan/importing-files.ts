import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { glob } from 'tinyglobby';
import { isNamedAsTest } from './benchmark-file-patterns.js';
import { harnessesOf } from './harnesses-of.js';

/** As files beside each other import each other; the ending may be left out, or be that of the compiled file. */
const IMPORT = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*(['"`])\.\/([^'"`]+?)(?:\.[cm]?[jt]sx?)?\1/g;
const ENDING = /\.[cm]?[jt]sx?$/;

/**
 * Returns the files beside a file that import it and no harness, as absolute paths: scripts that leave it to the file
 * to call the harness.
 */
export async function importingFiles(file: string): Promise<string[]> {
  const folder = dirname(file);
  const names = await glob(['*.{ts,mts,cts,tsx,js,mjs,cjs}'], { cwd: folder });
  const beside = names
    .filter((name) => name !== basename(file) && !isNamedAsTest(name))
    .sort()
    .map((name) => join(folder, name));
  const importing = await Promise.all(
    beside.map(async (other) =>
      (await imports(other, file)) && (await harnessesOf(other)).length === 0 ? [other] : [],
    ),
  );
  return importing.flat();
}

async function imports(file: string, imported: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const name = basename(imported).replace(ENDING, '');
  return [...text.matchAll(IMPORT)].some(([, , specifier]) => specifier === name);
}
