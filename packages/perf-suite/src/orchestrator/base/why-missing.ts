import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { isOneProject, type PreparedBase } from './base-context.js';
import { childEnvironment } from './child-environment.js';
import { declaringFolder } from './declaring-folder.js';
import { type Git, gitIn } from './git.js';
import { runCommand } from './run-command.js';
import { packageNameOf } from './trace-loaded-files.js';

/** Why base cannot run a benchmark file as head wrote it. */
export interface Refusal {
  /** `new`: base does not have what the file asks for; `not-loaded`: base has it, and could not load it. */
  readonly kind: 'new' | 'not-loaded';
  readonly reason: string;
  /** The package that base lacks, where no package.json asks for it: no install would bring it. */
  readonly undeclared?: string;
}

/** An import that leads nowhere in base, while head finds something there. */
export interface MissingInBase {
  readonly specifier: string;
  /** Absolute path of the file that imports it, in base. */
  readonly importer: string;
  /** Absolute path of what head finds; null where that is not known. */
  readonly inHead: string | null;
}

interface Sides {
  /** Absolute folder of head's project. */
  readonly root: string;
  /** Absolute path of head's benchmark file. */
  readonly file: string;
  readonly base: Pick<PreparedBase, 'source' | 'folder'>;
}

/**
 * Distinguishes what base does not have from what it has and cannot load: a new file or function needs no comparison,
 * while a dependency that was not installed, or a build that was not made, would let any regression pass.
 */
export async function whyMissing(missing: MissingInBase, sides: Sides): Promise<Refusal> {
  const { specifier, importer, inHead } = missing;
  const { root, file, base } = sides;
  const quoted = JSON.stringify(specifier);
  const from = relative(base.folder, importer);
  const lacks = `base has no ${quoted} (imported by ${from})`;
  if (isOneProject(base.source)) return { kind: 'new', reason: lacks };
  // Only the benchmark file is head's: what any other file imports is base's own.
  if (importer !== join(base.folder, relative(root, file))) return notLoaded(`${lacks}, of its own code`);
  const name = packageNameOf(specifier);
  const isInstalled = inHead === null || /[/\\]node_modules[/\\]/.test(inHead);
  if (name !== null && isInstalled) return whyPackageMissing(name, lacks, sides);
  return inHead === null ? notLoaded(lacks) : whyFileMissing(inHead, lacks, sides);
}

function notLoaded(reason: string): Refusal {
  return { kind: 'not-loaded', reason };
}

async function whyPackageMissing(name: string, lacks: string, { root, file, base }: Sides): Promise<Refusal> {
  const inBase = join(base.folder, relative(root, file));
  if ((await declaringFolder(dirname(inBase), name)) !== null)
    return notLoaded(`${lacks}, which its package.json asks for: it is not installed there`);
  if ((await declaringFolder(dirname(file), name)) !== null) return { kind: 'new', reason: lacks };
  return { ...notLoaded(`${lacks}, and neither side's package.json asks for ${name}`), undeclared: name };
}

async function whyFileMissing(
  inHead: string,
  lacks: string,
  { root, base }: Pick<Sides, 'root' | 'base'>,
): Promise<Refusal> {
  const inBase = (path: string): string => resolve(base.folder, relative(root, path));
  const shown = relative(root, inHead);
  if (existsSync(inBase(inHead))) return notLoaded(`${lacks}, though it has the file ${shown}`);
  const git = gitIn(nearestFolder(inHead), childEnvironment(process.env), runCommand);
  const submodule = await submoduleOf(git);
  if (submodule !== null && (await lacksSubmodule(inBase(submodule), base.folder)))
    return notLoaded(`${lacks}: its submodule ${relative(root, submodule)} is not checked out`);
  const isIgnored = (await git.try('check-ignore', '--quiet', inHead)) !== null;
  if (!isIgnored || isOfNewPackage(dirname(inHead), inBase)) return { kind: 'new', reason: lacks };
  return notLoaded(`${lacks}: ${shown} is ignored by git, made by a build, and was not made there`);
}

function nearestFolder(path: string): string {
  const folder = dirname(path);
  return existsSync(folder) ? folder : nearestFolder(folder);
}

/** Returns the top folder of the submodule that git runs in; null outside of one. */
async function submoduleOf(git: Git): Promise<string | null> {
  const around = await git.try('rev-parse', '--show-superproject-working-tree');
  return around ? git.try('rev-parse', '--show-toplevel') : null;
}

async function lacksSubmodule(folder: string, baseFolder: string): Promise<boolean> {
  if (existsSync(folder) && readdirSync(folder).length > 0) return false;
  const git = gitIn(baseFolder, childEnvironment(process.env), runCommand);
  return ((await git.try('ls-files', '--stage', '--', folder)) ?? '').startsWith('160000');
}

/** What a build makes of a package that base does not have is as new as the package. */
function isOfNewPackage(folder: string, inBase: (path: string) => string): boolean {
  if (existsSync(join(folder, 'package.json'))) return !existsSync(join(inBase(folder), 'package.json'));
  const above = dirname(folder);
  return above === folder || existsSync(join(folder, '.git')) ? false : isOfNewPackage(above, inBase);
}
