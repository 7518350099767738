import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Failure } from '@perf-suite/schema';
import { findInstallRoot } from '../base/find-install-root.js';
import { readManifest } from '../base/package-manifest.js';
import { withoutIgnored } from './find-files.js';
import { missingImport } from './load-failure-meaning.js';
import { topOf } from './not-installed.js';

/** Adds what to run, where a benchmark file failed to load because a file is not there that a build makes. */
export async function withBuildHint(failure: Failure, root: string): Promise<Failure> {
  const missing = missingImport(failure.message);
  if (missing === null) return failure;
  const { specifier, importer } = missing;
  if (!isAbsolute(specifier) && !specifier.startsWith('.')) return failure;
  const path = throughLinks(resolve(dirname(importer), specifier));
  const folder = packageFolderOf(path);
  if (folder === null || path.includes(`${sep}node_modules${sep}`)) return failure;
  const isMade = (await withoutIgnored([path], folder)).length === 0;
  const manifest = await readManifest(folder);
  if (!isMade || manifest?.scripts.build === undefined) return failure;
  const named = (one: string): string => relative(root, one).split(sep).join('/');
  const { manager } = await findInstallRoot(folder, topOf(folder));
  const program = manager.name === 'yarn-berry' ? 'yarn' : manager.name;
  const place = folder === root ? '' : ` in ${named(folder)}`;
  const message = `${failure.message}\ngit ignores ${named(path)}, so that a build probably makes it: run \`${program} run build\`${place}`;
  return { ...failure, message };
}

/** Returns where a file would really be: a package of the same workspace is linked into node_modules. */
function throughLinks(path: string): string {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(folder)) return join(realpathSync(folder), relative(folder, path));
  }
  return path;
}

/** The nearest folder above a file that has a package.json. */
function packageFolderOf(file: string): string | null {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(resolve(folder, 'package.json'))) return folder;
  }
  return null;
}
