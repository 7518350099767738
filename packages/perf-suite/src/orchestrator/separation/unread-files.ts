import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import picomatch from 'picomatch';
import { CONFIG_PLACES } from '../config/config-places.js';
import { escapeRegExp } from '../escape-reg-exp.js';

/** Files that no benchmark reads, unless it is seen to: a change of them alone is none of the code. */
export const UNREAD_FILES: readonly string[] = [
  '**/*.{md,rst,adoc}',
  '**/{LICENSE,LICENCE,AUTHORS,CODEOWNERS,CHANGELOG,NOTICE}*',
  '**/{doc,docs,website}/**',
  '**/{test,tests,__tests__,__snapshots__}/**',
  '**/*.{test,spec}.{ts,mts,cts,tsx,js,mjs,cjs,jsx}',
  '.{github,gitlab,circleci,changeset,husky,vscode,idea}/**',
  '**/.{gitignore,editorconfig,npmignore}',
  '**/.{eslint,prettier}{rc,rc.*,ignore}',
  '**/eslint.config.*',
  '**/biome.{json,jsonc}',
];

/** What says how a project is measured, or what git makes of its files: no globs of head's may hide a change of it. */
const NEVER_UNREAD: ReadonlySet<string> = new Set([...CONFIG_PLACES, '.gitattributes']);

/** Returns a function that tells whether a file, named relative to the repository's top, is one of `globs`. */
export function unreadBy(globs: readonly string[]): (name: string) => boolean {
  const isMatched = picomatch([...globs], { dot: true, nocase: true });
  return (name) => isMatched(name) && !NEVER_UNREAD.has(basename(name));
}

/**
 * Returns whether the text of a file may name one of `names`: by its ending (by its name where it has none), or by a
 * folder of its path in quotes, as code does that looks through a folder. A file that cannot be read may name anything.
 */
export async function mayName(file: string, names: readonly string[]): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return true;
  return names.some(
    (name) =>
      text.includes(extname(name) || basename(name)) ||
      name
        .split('/')
        .slice(0, -1)
        .some((folder) => new RegExp(`['"\`/]${escapeRegExp(folder)}['"\`/]`).test(text)),
  );
}
