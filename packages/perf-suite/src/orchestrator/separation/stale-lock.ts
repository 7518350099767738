import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { Warning } from '@perf-suite/schema';
import { parseJsonBytes } from '@perf-suite/schema/plain-text';

/** A package that was loaded, as it is installed. */
interface LoadedPackage {
  readonly name: string;
  readonly folder: string;
}

/** The versions of packages that a lock file names, and how to tell one apart from what is installed. */
interface Lock {
  readonly file: string;
  /** Versions of a package, each with the hash of its content where the file has one. */
  readonly entriesOf: (text: string, name: string) => readonly string[];
  /** Where the package manager notes what it installed, if it writes the same kind of file for that. */
  readonly installedFile: string | null;
}

const LOCKS: readonly Lock[] = [
  {
    file: 'package-lock.json',
    entriesOf: npmEntries,
    installedFile: join('node_modules', '.package-lock.json'),
  },
  {
    file: 'npm-shrinkwrap.json',
    entriesOf: npmEntries,
    installedFile: join('node_modules', '.package-lock.json'),
  },
  {
    file: 'pnpm-lock.yaml',
    entriesOf: pnpmEntries,
    installedFile: join('node_modules', '.pnpm', 'lock.yaml'),
  },
  { file: 'yarn.lock', entriesOf: yarnEntries, installedFile: null },
];

/**
 * Returns a warning where head's lock file has another version of a package that was loaded than base's, yet what is
 * installed is neither: a lock file that changes alone leaves package.json as it is.
 * @param loaded absolute paths of what head's side loaded
 * @param inBase the path that a file of head's checkout has in base's
 */
export function staleLock(
  loaded: readonly string[],
  root: string,
  inBase: (path: string) => string,
): Warning | null {
  const packages = packagesOf(loaded);
  for (let folder = root; ; folder = dirname(folder)) {
    for (const lock of LOCKS) {
      const stale = packages.find((one) => isStale(one, lock, folder, inBase));
      if (stale !== undefined) return warningOn(stale, lock);
    }
    if (existsSync(join(folder, '.git')) || folder === dirname(folder)) return null;
  }
}

function packagesOf(loaded: readonly string[]): LoadedPackage[] {
  const found = new Map<string, LoadedPackage>();
  for (const path of loaded) {
    const at = path.lastIndexOf(`${sep}node_modules${sep}`);
    if (at < 0) continue;
    const start = at + `${sep}node_modules${sep}`.length;
    const [scope = '', bare = ''] = path.slice(start).split(sep);
    const parts = scope.startsWith('@') ? [scope, bare] : [scope];
    const folder = path.slice(0, start) + parts.join(sep);
    found.set(folder, { name: parts.join('/'), folder });
  }
  return [...found.values()];
}

function isStale(
  { name, folder }: LoadedPackage,
  { file, entriesOf, installedFile }: Lock,
  at: string,
  inBase: (path: string) => string,
): boolean {
  const path = join(at, file);
  const [ofHead, ofBase] = [textOf(path), textOf(inBase(path))];
  if (ofHead === null || ofBase === null || ofHead === ofBase) return false;
  const wanted = new Set(entriesOf(ofHead, name));
  const before = new Set(entriesOf(ofBase, name));
  if (wanted.size === 0 || [...wanted].every((entry) => before.has(entry))) return false;
  const version = versionIn(folder);
  const isListed = [...wanted].some((entry) => entry.split(' ')[0] === version);
  if (version !== null && !isListed) return true;
  const noted = installedFile === null ? null : textOf(join(at, installedFile));
  if (noted === null) return false;
  const installed = entriesOf(noted, name).filter((entry) => entry.split(' ')[0] === version);
  return installed.length > 0 && !installed.some((entry) => wanted.has(entry));
}

function npmEntries(text: string, name: string): string[] {
  try {
    const { packages }: { packages?: Record<string, { version?: string; integrity?: string }> } = Object(
      parseJsonBytes(Buffer.from(text), 'package-lock.json'),
    );
    return Object.entries(packages ?? {})
      .filter(([path]) => path === `node_modules/${name}` || path.endsWith(`/node_modules/${name}`))
      .map(([, { version = '', integrity = '' }]) => `${version} ${integrity}`);
  } catch {
    return [];
  }
}

/** Keys such as `name@1.2.3:`, `/name@1.2.3(peer@4.0.0):` and `/name/1.2.3:`, with the line that has the hash. */
function pnpmEntries(text: string, name: string): string[] {
  const key = new RegExp(`^ {2}['"]?/?${escaped(name)}[@/](\\d[^:('"_]*)[^:\\n]*:\\n(.*)$`, 'gm');
  return [...text.matchAll(key)].map(
    ([, version = '', line = '']) => `${version} ${/integrity: ([^,}\s]+)/.exec(line)?.[1] ?? ''}`,
  );
}

function yarnEntries(text: string, name: string): string[] {
  const key = new RegExp(`^"?${escaped(name)}@[^\\n]*:\\n {2}version:? "?([^"\\n]+)"?$`, 'gm');
  return [...text.matchAll(key)].map(([, version = '']) => `${version} `);
}

function escaped(name: string): string {
  return name.replaceAll('.', '\\.');
}

function versionIn(folder: string): string | null {
  try {
    const manifest = join(folder, 'package.json');
    const { version }: { version?: unknown } = Object(parseJsonBytes(readFileSync(manifest), manifest));
    return typeof version === 'string' ? version : null;
  } catch {
    return null;
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function warningOn({ name, folder }: LoadedPackage, { file }: Lock): Warning {
  return {
    code: 'stale-install',
    message: `${file} of head has another ${name} than base's, yet head loads ${versionIn(folder) ?? 'one'} that is not it: what head asks for is not installed`,
    hint: 'Install head before the run: npm ci, or what your package manager has for it.',
  };
}
