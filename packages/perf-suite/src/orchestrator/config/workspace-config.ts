import { dirname, join, relative, sep } from 'node:path';
import { exists } from '../base/find-install-root.js';
import { readManifest } from '../base/package-manifest.js';
import { checkConfig } from './check-config.js';
import { readConfigFile } from './read-config-file.js';
import { fieldOf, type PartialSettings, type SettingKey } from './settings-table.js';

/** Settings that name files of the workspace's root, or a command that runs there: they mean nothing in a package. */
const OF_ROOT_ONLY: readonly SettingKey[] = ['files', 'out', 'baseline', 'metricsFile', 'baseSetup'];

/**
 * Returns what the config of the workspace around a package says, so that a benchmark is measured and judged alike
 * whether its run is started in the package or at the workspace's root; empty where there is no workspace around it.
 * @throws {PerfError} `bad-config` naming the file, key, expected and found
 */
export async function workspaceSettings(folder: string): Promise<PartialSettings> {
  const root = await workspaceAround(folder);
  const found = root === null ? null : await readConfigFile(root);
  if (root === null || found === null) return {};
  const source = `${relative(folder, root).split(sep).join('/')}/${found.source}`;
  const notInherited = new Set<string>(OF_ROOT_ONLY.map(fieldOf));
  const said = Object.entries(checkConfig(found.value, source));
  return Object.fromEntries(said.filter(([field]) => !notInherited.has(field)));
}

/** Returns the nearest workspace root above a folder, within its repository. */
async function workspaceAround(folder: string): Promise<string | null> {
  if (await isWorkspaceRoot(folder)) return null;
  let inner = folder;
  while (!(await exists(join(inner, '.git')))) {
    const above = dirname(inner);
    if (above === inner) return null;
    if (await isWorkspaceRoot(above)) return above;
    inner = above;
  }
  return null;
}

/** True where the folder's package.json, or pnpm's file beside it, lists the packages of a workspace. */
export async function isWorkspaceRoot(folder: string): Promise<boolean> {
  if (await exists(join(folder, 'pnpm-workspace.yaml'))) return true;
  return (await readManifest(folder))?.isWorkspaceRoot ?? false;
}
