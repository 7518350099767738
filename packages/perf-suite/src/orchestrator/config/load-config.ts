import { stat } from 'node:fs/promises';
import { PerfError } from '@perf-suite/schema';
import { checkConfig, checkVariables } from './check-config.js';
import { checkNodeFlags } from './check-node-flags.js';
import type { CheckedConfig } from './config-schema.js';
import { readConfigFile } from './read-config-file.js';
import { DEFAULT_SETTINGS, type Settings } from './settings.js';

/** Settings from one source; what it does not say comes from the next. */
export type PartialSettings = {
  readonly [K in Exclude<keyof Settings, 'minimumEffect'>]?: Settings[K] | undefined;
} & { readonly minimumEffect?: Partial<Settings['minimumEffect']> | undefined };

/**
 * Returns the settings of a run: flags win, then environment variables (`PERF_SUITE_ROUNDS`), then
 * the root's config file, then defaults.
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
    file ? settingsFrom(checkConfig(file.value, file.source)) : {},
    settingsFrom(checkVariables(variables)),
    flags,
  ]);
  checkNodeFlags(settings.nodeFlags);
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
  const p50 = effect.p50 ?? DEFAULT_SETTINGS.minimumEffect.p50;
  return Object.assign({}, DEFAULT_SETTINGS, ...said, { minimumEffect: { p50, p95: effect.p95 ?? 2 * p50 } });
}

function settingsFrom(config: CheckedConfig): PartialSettings {
  const { time, timeout, budget, ...sameName } = config;
  return { ...sameName, timeMs: time, timeoutMs: timeout, budgetMs: budget };
}
