import { sep } from 'node:path';
import { listed } from '@perf-suite/command-line';
import { compareText, type FileSearch, fileIdOf, foldersSearched, withoutIgnored } from './find-files.js';
import { FolderImports } from './folder-imports.js';
import { type ListOptions, listFiles } from './list-files.js';
import { helpersAmong, type ListedFile } from './plan.js';

/** What benchmark files declare, where some hold only what other files call. */
export interface ListedWithCallers {
  /** In order of their names. */
  readonly files: readonly ListedFile[];
  /** Absolute paths of files that are none of these, because files that import them are in their place. */
  readonly replaced: readonly string[];
  /** Absolute paths of those that are in their place. */
  readonly callers: readonly string[];
}

/**
 * Returns what benchmark files declare. Where one imports a harness and declares nothing, the files of its folder that
 * import it come in its place, and in the place of those that declare nothing either, those that import them. Files that
 * import one with benchmarks are not loaded: they would declare its benchmarks again.
 * @throws {PerfError} `duplicate-name`, `interrupted`
 */
export async function listWithCallers(
  files: readonly string[],
  search: FileSearch,
  options: ListOptions,
): Promise<ListedWithCallers> {
  const byFile = new Map((await listFiles(files, options)).map((one) => [one.file, one]));
  const helpers = helpersAmong([...byFile.values()], search).map(({ file }) => file);
  if (helpers.length === 0) return { files: [...byFile.values()], replaced: [], callers: [] };
  const imports = await FolderImports.around(helpers, search.root);
  const folders = await foldersSearched(search);
  const empty = new Set(helpers);
  const declaring = new Set([...(options.allFiles ?? []), ...files].filter((file) => !empty.has(file)));
  const tried = new Set<string>();
  for (;;) {
    const importers = (await imports.importersOf(empty)).filter(
      (file) => !tried.has(file) && !empty.has(file),
    );
    // What a listed file calls in a helper was left to the helper.
    const own = importers.filter((file) => byFile.get(file)?.leavesToOthers);
    const others = importers.filter(
      (file) => !declaring.has(file) && folders.some((folder) => file.startsWith(`${folder}${sep}`)),
    );
    const next = await firstOf([...own, ...(await withoutIgnored(others, search.root))], declaring, imports);
    if (next.length === 0) break;
    for (const one of await listFiles(next, { ...options, allFiles: [...declaring] })) {
      tried.add(one.file);
      if (one.declaresNothing) empty.add(one.file);
      else declaring.add(one.file);
      if (byFile.has(one.file) || !one.declaresNothing) byFile.set(one.file, one);
    }
  }
  const callers = [...tried].filter((file) => !empty.has(file));
  const replaced = await calledBy(callers, helpers, imports);
  for (const helper of replaced) byFile.delete(helper);
  const inOrder = [...byFile.values()].sort((a, b) => compareText(a.fileId, b.fileId));
  return { files: inOrder, replaced, callers };
}

/** Returns those of the candidates to load now: what a file imports comes before it, and may make it superfluous. */
async function firstOf(
  candidates: readonly string[],
  declaring: ReadonlySet<string>,
  imports: FolderImports,
): Promise<string[]> {
  const wanted: string[] = [];
  for (const file of candidates) if (!(await imports.importsOneOf(declaring, file))) wanted.push(file);
  const first: string[] = [];
  for (const file of wanted) {
    const before = new Set(wanted.filter((other) => other !== file));
    if (!(await imports.importsOneOf(before, file))) first.push(file);
  }
  // Files that import each other have no order.
  return first.length === 0 ? wanted : first;
}

/** Returns those of the helpers that one of the callers imports, by itself or through others. */
async function calledBy(
  callers: readonly string[],
  helpers: readonly string[],
  imports: FolderImports,
): Promise<string[]> {
  const called = helpers.map(async (helper) => {
    const wanted = new Set([helper]);
    for (const caller of callers) if (await imports.importsOneOf(wanted, caller)) return [helper];
    return [];
  });
  return (await Promise.all(called)).flat();
}

/** Says which files are in the place of which; null where none are. */
export function replacedText({ replaced, callers }: ListedWithCallers, root: string): string | null {
  if (replaced.length === 0) return null;
  const named = (files: readonly string[]): string => listed(files.map((file) => fileIdOf(file, root)));
  const declare = replaced.length === 1 ? 'declares' : 'declare';
  return `${named(replaced)} ${declare} no benchmarks: loaded the files that import ${replaced.length === 1 ? 'it' : 'them'} instead (${named(callers)})`;
}
