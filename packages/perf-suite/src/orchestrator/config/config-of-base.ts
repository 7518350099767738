import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PerfError, type Warning } from '@perf-suite/schema';
import { isOneProject, type PreparedBase } from '../base/base-context.js';
import { CONFIG_PLACES } from './config-places.js';
import { loadConfig } from './load-config.js';
import { PackageConfigs } from './package-configs.js';
import type { PartialSettings, Settings } from './settings-table.js';

export interface BaseConfigRequest {
  /** Absolute folder of head's project. */
  readonly root: string;
  readonly flags: PartialSettings;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** What head's own config made of the same flags and variables. */
  readonly ofHead: Settings;
  /** What the configs of head's packages say. */
  readonly packagesOfHead: PackageConfigs;
  /** The benchmark files, relative to the project. */
  readonly fileIds: readonly string[];
}

export interface BaseConfig {
  /** What the run's settings would be, were it base's config that counts; head's where that cannot be read. */
  readonly settings: Settings;
  readonly packages: PackageConfigs;
  readonly warnings: readonly Warning[];
}

/**
 * Returns the settings by base's own config, under the same flags and variables: head's config decides how a run
 * is judged, so that a change may loosen it in passing.
 */
export async function configOfBase(base: PreparedBase, request: BaseConfigRequest): Promise<BaseConfig> {
  const { root, flags, variables, fileIds } = request;
  const asHead = { settings: request.ofHead, packages: request.packagesOfHead };
  if (isOneProject(base.source)) return { ...asHead, warnings: [] };
  try {
    const settings = await loadConfig(base.folder, flags, variables);
    const packages = await PackageConfigs.read(fileIds, { root: base.folder, flags, variables });
    return { settings, packages, warnings: [] };
  } catch (error) {
    if (!(error instanceof PerfError)) throw error;
    const isOther = await differs(base.folder, root);
    return { ...asHead, warnings: isOther ? [notRead(error, base.folder)] : [] };
  }
}

/** Returns whether one of the files that may hold the config is another one in the other folder. */
async function differs(folder: string, other: string): Promise<boolean> {
  const read = (path: string) => readFile(path, 'utf8').catch(() => null);
  const pairs = await Promise.all(
    CONFIG_PLACES.map((place) => Promise.all([read(join(folder, place)), read(join(other, place))])),
  );
  return pairs.some(([one, two]) => one !== null && one !== two);
}

function notRead({ message }: PerfError, folder: string): Warning {
  return {
    code: 'base-config',
    message: `base's own config could not be read, so that it is not known whether head removes a benchmark or a limit from it: ${message.replaceAll(folder, 'base')}`,
    hint: 'Look at what head changes in perf.config.* or package.json.',
  };
}
