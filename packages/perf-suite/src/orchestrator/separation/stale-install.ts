import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Warning } from '@perf-suite/schema';
import { parseJsonBytes } from '@perf-suite/schema/plain-text';
import satisfies from 'semver/functions/satisfies.js';
import validRange from 'semver/ranges/valid.js';

/** What may name a version of a package, in a package.json. */
const SECTIONS = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'overrides',
  'resolutions',
];

/** Returns the path that a file of head's checkout has in base's. */
type InBase = (path: string) => string;

/** A dependency that head asks for in another way than base. */
interface ChangedDependency {
  readonly name: string;
  readonly spec: string;
  /** Absolute folder of the package.json. */
  readonly asker: string;
}

/** A package as both sides have it. */
interface Installed {
  readonly version: string;
  /** Absolute paths without links. */
  readonly folder: string;
  readonly folderInBase: string;
}

/**
 * Returns a warning where head's package.json asks for another version of a package that was loaded, yet what is
 * installed is still base's: then nobody installed what head asks for, and that change is on neither side.
 * @param loaded absolute paths of what head's side loaded
 * @param root absolute, without links; package.json files are searched up to its repository's top
 */
export function staleInstall(loaded: readonly string[], root: string, inBase: InBase): Warning | null {
  for (const asker of packageFolders(loaded, root)) {
    for (const changed of changedDependencies(asker, inBase)) {
      const installed = installedOnBothSides(changed, inBase);
      if (installed === null) continue;
      const files = loaded.filter((path) => path.startsWith(installed.folder + sep));
      const isStale =
        files.length > 0 && isSameCode(files, installed) && !isAsAsked(changed, installed, files);
      if (isStale) return warningOn(changed, installed, root);
    }
  }
  return null;
}

/** Returns the folders with a package.json that what was loaded belongs to, innermost first, to the top. */
function packageFolders(loaded: readonly string[], root: string): Set<string> {
  const top = topOf(root);
  const folders = new Set<string>();
  for (const path of loaded) {
    if (path.includes(`${sep}node_modules${sep}`) || !path.startsWith(top + sep)) continue;
    for (let folder = dirname(path); folder.length >= top.length; folder = dirname(folder))
      folders.add(folder);
  }
  return new Set([...folders].filter((folder) => existsSync(join(folder, 'package.json'))));
}

/** The repository's top: a workspace's packages may be installed there. The root itself outside of any repository. */
function topOf(root: string): string {
  for (let folder = root; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
  }
  return root;
}

function changedDependencies(asker: string, inBase: InBase): ChangedDependency[] {
  const ofBase = manifestIn(inBase(asker));
  if (ofBase === null) return [];
  const before = new Set(specsOf(ofBase).map(([name, spec]) => `${name} ${spec}`));
  return specsOf(manifestIn(asker) ?? {})
    .filter(([name, spec]) => !before.has(`${name} ${spec}`))
    .map(([name, spec]) => ({ name, spec, asker }));
}

function specsOf(manifest: Readonly<Record<string, unknown>>): [name: string, spec: string][] {
  return SECTIONS.flatMap((section) => Object.entries(manifest[section] ?? {})).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
}

function installedOnBothSides({ name, asker }: ChangedDependency, inBase: InBase): Installed | null {
  const folder = installedFolder(asker, name);
  const folderInBase = installedFolder(inBase(asker), name);
  if (folder === null || folderInBase === null) return null;
  const version = manifestIn(folder)?.version;
  if (typeof version !== 'string' || manifestIn(folderInBase)?.version !== version) return null;
  return { version, folder, folderInBase };
}

/** Where Node finds a package, without links. */
function installedFolder(asker: string, name: string): string | null {
  for (let folder = asker; ; folder = dirname(folder)) {
    const installed = join(folder, 'node_modules', name);
    if (existsSync(join(installed, 'package.json'))) return realpathSync(installed);
    if (folder === dirname(folder)) return null;
  }
}

function isSameCode(files: readonly string[], { folder, folderInBase }: Installed): boolean {
  return files.every((path) => isSameFile(path, join(folderInBase, relative(folder, path))));
}

/** Returns whether what is installed is what head asks for, as far as that can be found out. */
function isAsAsked(
  { spec, asker }: ChangedDependency,
  installed: Installed,
  files: readonly string[],
): boolean {
  const wanted = /^npm:.+@(.+)$/.exec(spec)?.[1] ?? spec;
  if (validRange(wanted) !== null) return satisfies(installed.version, wanted, { includePrerelease: true });
  const folder = /^(?:file|link|portal):(.+)$/.exec(spec)?.[1];
  if (folder !== undefined && existsSync(resolve(asker, folder, 'package.json'))) {
    return files.every((path) => isSameFile(path, resolve(asker, folder, relative(installed.folder, path))));
  }
  // An archive or a commit is other code; a tag, a workspace or a catalogue names no version.
  return !/[/#]|\.tgz$/.test(spec) || /^(?:workspace|catalog):/.test(spec);
}

function isSameFile(one: string, other: string): boolean {
  const content = contentOf(one);
  return content !== null && content === contentOf(other);
}

function contentOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function manifestIn(folder: string): Readonly<Record<string, unknown>> | null {
  try {
    const file = join(folder, 'package.json');
    return Object(parseJsonBytes(readFileSync(file), file));
  } catch {
    return null;
  }
}

function warningOn({ name, spec, asker }: ChangedDependency, { version }: Installed, root: string): Warning {
  const manifest = relative(root, join(asker, 'package.json')).split(sep).join('/');
  return {
    code: 'stale-install',
    message: `${manifest} asks for ${name} ${spec}, yet base and head both load ${version}: what head asks for is not installed`,
    hint: 'Install head before the run: npm install, or what your package manager has for it.',
  };
}
