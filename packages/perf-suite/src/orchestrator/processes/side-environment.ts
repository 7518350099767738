import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

type Environment = Readonly<Record<string, string | undefined>>;

/** Base's own counterpart of a path in head's project or repository; null where the path is not to be replaced. */
export type Counterpart = (path: string) => string | null;

/**
 * Returns how paths of head translate to a side's own. A path in the project is always replaced where it is one to
 * search in (a folder of PATH that the side lacks must not be searched in head instead); any other only where the
 * side has the file.
 * @param root absolute folder of head's project
 * @param folder absolute folder of the side's project
 */
export function counterpartIn(root: string, folder: string, { isSearched = false } = {}): Counterpart {
  if (isSame(root, folder)) return () => null;
  const own = withoutLinks(folder);
  const pairs = foldersOf(root).flatMap((one) => [[one, own] as const, ...repositoryPair(one, own)]);
  return (path) => {
    if (!isAbsolute(path) || isInside(path, folder) || isInside(path, own)) return null;
    for (const [from, to] of pairs) {
      if (!isInside(path, from)) continue;
      const counterpart = join(to, relative(from, path));
      if (existsSync(counterpart) || (isSearched && isInside(path, root))) return counterpart;
    }
    return null;
  };
}

/**
 * Returns the environment of head's shell as a side's process is to have it: a package manager puts head's
 * `node_modules/.bin` into PATH, and names head's folders in variables of its own.
 */
export function environmentForSide(environment: Environment, root: string, folder: string): Environment {
  const own = counterpartIn(root, folder);
  const searched = counterpartIn(root, folder, { isSearched: true });
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => {
      const translate = /^(?:PATH|NODE_PATH)$/i.test(name) ? searched : own;
      return [name, value === undefined ? value : translated(value, translate)];
    }),
  );
}

/** Returns Node's flags with the side's own files, as in `--import=/project/hook.mjs`. */
export function flagsForSide(flags: readonly string[], root: string, folder: string): string[] {
  const own = counterpartIn(root, folder);
  return flags.map((flag) => {
    const [, name = '', value = flag] = /^(--[\w-]+=)(.*)$/s.exec(flag) ?? [];
    return name + translated(value, own);
  });
}

/** One path, a list of paths, or a `file:` URL. */
function translated(value: string, counterpart: Counterpart): string {
  if (value.startsWith('file:')) return translatedUrl(value, counterpart);
  return value
    .split(delimiter)
    .map((part) => counterpart(part) ?? part)
    .join(delimiter);
}

function translatedUrl(url: string, counterpart: Counterpart): string {
  try {
    const path = counterpart(fileURLToPath(url));
    return path === null ? url : pathToFileURL(path).href;
  } catch {
    // Not one that Node could load.
    return url;
  }
}

/** A folder as it was named, and without links: either may be in the environment. */
function foldersOf(folder: string): string[] {
  return [...new Set([folder, withoutLinks(folder)])];
}

/** The repositories of both sides, where the project is the same folder below the top of each. */
function repositoryPair(root: string, folder: string): (readonly [string, string])[] {
  let [from, to] = [root, folder];
  while (!existsSync(join(from, '.git'))) {
    const [above, aboveOther] = [dirname(from), dirname(to)];
    const isAlike = relative(above, from) === relative(aboveOther, to);
    if (above === from || aboveOther === to || !isAlike) return [];
    [from, to] = [above, aboveOther];
  }
  return from !== root && existsSync(join(to, '.git')) ? [[from, to]] : [];
}

function isSame(one: string, other: string): boolean {
  return one === other || withoutLinks(one) === withoutLinks(other);
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** A folder that was taken away meanwhile is named when the process cannot start in it. */
function withoutLinks(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}
