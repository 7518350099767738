import { stat } from 'node:fs/promises';
import { DEFAULT_MINIMUM_EFFECT, minimumEffectFrom, PerfError } from '@perf-suite/schema';
import { checkConfig, checkVariables } from './check-config.js';
import { checkNodeFlags } from './check-node-flags.js';
import { readConfigFile } from './read-config-file.js';
import { DEFAULT_SETTINGS, type PartialSettings, type Settings } from './settings-table.js';
import { workspaceSettings } from './workspace-config.js';

/**
 * Returns the settings of a run: flags win, then environment variables (`PERF_SUITE_ROUNDS`), then
 * the root's config file, then that of the workspace around it, then defaults.
 * @param root absolute path of the project
 * @throws {PerfError} `bad-config` naming file (or variable), key, expected and found; `bad-usage` for flags that
 * Node does not take; `not-found` without that folder
 */
export async function loadConfig(
  root: string,
  flags: PartialSettings,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<Settings> {
  await refuseNoFolder(root);
  const file = await readConfigFile(root);
  const settings = joinSettings([
    await workspaceSettings(root),
    file ? checkConfig(file.value, file.source) : {},
    checkVariables(variables),
    flags,
  ]);
  // Another Node is asked once it is there.
  if (settings.runtime === null) checkNodeFlags(settings.nodeFlags);
  return settings;
}

/** A mistyped folder must not be made, and then be searched in vain. */
async function refuseNoFolder(root: string): Promise<void> {
  const entry = await stat(root).catch(() => null);
  if (entry?.isDirectory()) return;
  throw new PerfError(
    'not-found',
    `${root}: expected a project folder, found ${entry === null ? 'nothing' : 'a file'}`,
    { hint: 'Check the spelling of --cwd.' },
  );
}

/** Returns the defaults overlaid by each source in turn, the last one winning. */
function joinSettings(sources: readonly PartialSettings[]): Settings {
  const said = sources.map((source) =>
    Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined)),
  );
  const effect: Partial<Settings['minimumEffect']> = Object.assign(
    {},
    ...sources.map((source) => source.minimumEffect),
  );
  const minimumEffect = { ...minimumEffectFrom(effect.p50 ?? DEFAULT_MINIMUM_EFFECT.p50), ...effect };
  return Object.assign({}, DEFAULT_SETTINGS, ...said, { minimumEffect });
}
