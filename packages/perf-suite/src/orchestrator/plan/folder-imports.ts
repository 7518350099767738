import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import { isBenchFolder, isNamedAsTest } from './benchmark-file-patterns.js';
import { unfitName } from './file-kind.js';
import { codeFilesIn } from './find-files.js';
import { importedBy } from './imported-by.js';

const ENDING = /\.[cm]?[jt]sx?$/;
const INDEX = /[/\\]index$/;

/** Which files of folders with benchmarks import which of them when they are loaded. Runs none of them. */
export class FolderImports {
  /** By the path without ending, as imports may name it. */
  readonly #files: ReadonlyMap<string, string>;
  readonly #imports = new Map<string, Promise<ReadonlySet<string>>>();

  private constructor(files: readonly string[]) {
    this.#files = new Map(files.map((file) => [file.replace(ENDING, ''), file]));
  }

  /** Of the folders that files are in: the outermost ones that are named as such, or the files' own. */
  static async around(files: Iterable<string>, root: string): Promise<FolderImports> {
    const folders = new Set([...files].map((file) => benchFolderOf(file, root)));
    const inFolders = (await Promise.all([...folders].map(codeFilesIn))).flat();
    const code = inFolders.filter((file) => !isNamedAsTest(file) && unfitName(file) === null);
    return new FolderImports([...new Set(code)].sort());
  }

  /** Returns the files, tests aside, that themselves import one of these: absolute paths, in order. */
  async importersOf(imported: ReadonlySet<string>): Promise<string[]> {
    const names = [...imported].map(nameOf);
    const importers = [...this.#files.values()].map(async (file) => {
      const text = await readFile(file, 'utf8').catch(() => '');
      // Most files do not even name one: they need not be parsed.
      if (!names.some((name) => text.includes(name))) return [];
      return [...(await this.#importsOf(file))].some((one) => imported.has(one)) ? [file] : [];
    });
    return (await Promise.all(importers)).flat();
  }

  /** Whether a file imports one of these, by itself or through others. */
  async importsOneOf(wanted: ReadonlySet<string>, file: string): Promise<boolean> {
    const seen = new Set([file]);
    for (const one of seen) {
      for (const imported of await this.#importsOf(one)) {
        if (wanted.has(imported)) return true;
        seen.add(imported);
      }
    }
    return false;
  }

  #importsOf(file: string): Promise<ReadonlySet<string>> {
    const known = this.#imports.get(file) ?? this.#read(file);
    this.#imports.set(file, known);
    return known;
  }

  async #read(file: string): Promise<ReadonlySet<string>> {
    const specifiers = await importedBy(file, await readFile(file, 'utf8').catch(() => ''));
    const paths = specifiers
      .filter((specifier) => /^\.{1,2}(?:\/|$)/.test(specifier))
      .map((specifier) => resolve(dirname(file), specifier));
    return new Set(paths.flatMap((path) => this.#fileAt(path) ?? []));
  }

  #fileAt(path: string): string | undefined {
    // TypeScript files name each other by what they are compiled to.
    const named = ENDING.test(path) && existsSync(path) ? path : this.#files.get(path.replace(ENDING, ''));
    return named ?? this.#files.get(resolve(path, 'index'));
  }
}

/** What a text that imports the file has in it. */
function nameOf(file: string): string {
  const path = file.replace(ENDING, '');
  // `from '.'`, `from '../lib'`
  return INDEX.test(path) ? '.' : basename(path);
}

function benchFolderOf(file: string, root: string): string {
  const names = relative(root, dirname(file)).split(sep);
  if (names[0] === '..') return dirname(file);
  if (isBenchFolder(basename(root))) return root;
  const depth = names.findIndex(isBenchFolder);
  return depth === -1 ? dirname(file) : resolve(root, ...names.slice(0, depth + 1));
}
