import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Warning } from '@perf-suite/schema';

/** Where projects keep patches of packages: pnpm, bun and patch-package; yarn from version 2 on. */
const PATCH_FOLDERS = ['patches', join('.yarn', 'patches')];

/**
 * Returns a warning where head changes a patch of a package that was loaded, yet both sides load the same code of what
 * that changes: then nobody installed head's patch.
 * @param loaded absolute paths of what head's side loaded
 * @param root absolute, without links; patches are searched up to its repository's top
 * @param inBase the path that a file of head's checkout has in base's
 */
export function stalePatch(
  loaded: readonly string[],
  root: string,
  inBase: (path: string) => string,
): Warning | null {
  const installed = loaded.filter((path) => path.includes(`${sep}node_modules${sep}`));
  for (let folder = root; installed.length > 0; folder = dirname(folder)) {
    for (const patch of PATCH_FOLDERS.flatMap((name) => patchesIn(join(folder, name)))) {
      const changed = changedFiles(textOf(patch), textOf(inBase(patch)));
      const stale = installed.find((path) => {
        const { name, file } = placeOf(path);
        return isPatchOf(patch, name) && changed.has(file) && textOf(path) === textOf(inBase(path));
      });
      if (stale !== undefined) return warningOn(relative(root, patch), placeOf(stale).name);
    }
    if (existsSync(join(folder, '.git')) || folder === dirname(folder)) return null;
  }
  return null;
}

function patchesIn(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.patch'));
    return names.map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** Returns the files, relative to the package, that one patch changes in another way than the other. */
function changedFiles(one: string, other: string): Set<string> {
  const [here, there] = [linesByFile(one), linesByFile(other)];
  return new Set([...here].filter(([file, lines]) => there.get(file) !== lines).map(([file]) => file));
}

/** Returns what a patch adds and removes, by file: where in a file that is does not matter. */
function linesByFile(patch: string): Map<string, string> {
  const found = new Map<string, string>();
  let file = '';
  for (const line of patch.split('\n')) {
    // patch-package names files from the project's folder on.
    const name = /^\+\+\+ b\/(?:.*node_modules\/(?:@[^/]+\/)?[^/]+\/)?(.+?)\s*$/.exec(line)?.[1];
    if (name !== undefined) file = name;
    else if (/^[-+](?!--)/.test(line)) found.set(file, `${found.get(file) ?? ''}${line}\n`);
  }
  return found;
}

interface Place {
  /** The package's name. */
  readonly name: string;
  /** Relative to the package, with forward slashes. */
  readonly file: string;
}

function placeOf(path: string): Place {
  const parts = (path.split(`${sep}node_modules${sep}`).at(-1) ?? '').split(sep);
  const nameLength = parts[0]?.startsWith('@') ? 2 : 1;
  return { name: parts.slice(0, nameLength).join('/'), file: parts.slice(nameLength).join('/') };
}

/** `lib@1.0.0.patch`, `@scope__lib@1.0.0.patch`, `@scope+lib+1.0.0.patch`, `@scope-lib-npm-1.0.0-af12.patch`. */
function isPatchOf(patch: string, name: string): boolean {
  const fileName = patch.slice(patch.lastIndexOf(sep) + 1);
  return ['__', '+', '-', '%2F'].some((separator) => {
    const written = name.replace('/', separator);
    return fileName.startsWith(written) && /^[-+@.]/.test(fileName.slice(written.length));
  });
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function warningOn(patch: string, name: string): Warning {
  return {
    code: 'stale-install',
    message: `head's ${patch.split(sep).join('/')} is another than base's, yet base and head load the same code of ${name}: head's patch is not installed`,
    hint: 'Install head before the run: npm ci, or what your package manager has for it.',
  };
}
