import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Failure } from '@perf-suite/schema';
import { declaringFolder } from '../base/declaring-folder.js';
import { findInstallRoot, isPlugAndPlay } from '../base/find-install-root.js';
import { packageNameOf } from '../base/trace-loaded-files.js';
import { missingImport } from './load-failure-meaning.js';

/** Adds what to run, where a benchmark file failed to load because a package that is asked for is not installed. */
export async function withInstallHint(failure: Failure, root: string): Promise<Failure> {
  const missing = missingImport(failure.message);
  const name = missing === null ? null : packageNameOf(missing.specifier);
  if (missing === null || name === null) return failure;
  const folder = await declaringFolder(dirname(missing.importer), name);
  if (folder === null) return failure;
  const named = (path: string): string => relative(root, path).split(sep).join('/');
  const { manager, folder: installRoot } = await findInstallRoot(folder, topOf(folder));
  const program = manager.name === 'yarn-berry' ? 'yarn' : manager.name;
  const place = folder === root ? '' : ` in ${named(folder)}`;
  if (await isPlugAndPlay(installRoot)) {
    const hint =
      'Set YARN_NODE_LINKER=node-modules for `yarn install`, and for perf-suite too, which installs base with it; or set "nodeLinker: node-modules" in .yarnrc.yml of both.';
    const message = `${failure.message}\nexpected a node_modules folder, found Yarn Plug'n'Play, which plain Node does not read`;
    return { ...failure, message, hint };
  }
  const message = `${failure.message}\n${named(join(folder, 'package.json'))} asks for ${name}, which is not installed`;
  return { ...failure, message, hint: `Run \`${program} install\`${place}.` };
}

/** The top of the repository that the folder is in; outside of one, the folder itself. */
export function topOf(folder: string): string {
  for (let above = folder; above !== dirname(above); above = dirname(above)) {
    if (existsSync(join(above, '.git'))) return above;
  }
  return folder;
}
