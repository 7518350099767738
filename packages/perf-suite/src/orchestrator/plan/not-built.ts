import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Failure } from '@perf-suite/schema';
import { buildScriptOf } from '../base/build-script.js';
import { findInstallRoot } from '../base/find-install-root.js';
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
  if ((await withoutIgnored([path], folder)).length > 0) return failure;
  const { manager, folder: workspace } = await findInstallRoot(folder, topOf(folder));
  const script = await buildScriptOf(folder, workspace);
  if (script === null) return failure;
  const named = (one: string): string => relative(root, one).split(sep).join('/');
  const program = manager.name === 'yarn-berry' ? 'yarn' : manager.name;
  const place = script.folder === root ? '' : ` in ${named(script.folder)}`;
  const message = `${failure.message}\ngit ignores ${named(path)}, so that a build probably makes it`;
  return { ...failure, message, hint: `Run \`${program} run ${script.name}\`${place}.` };
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
