import type { SettingKey } from '../config/settings-table.js';

/** The settings of `run` that mean the same for `load`. */
export const SHARED_SETTINGS = [
  'seed',
  'sampleCap',
  'env',
  'out',
  'host',
  'port',
  'metricsPort',
  'publicUrl',
  'announce',
  'grafana',
] as const satisfies readonly SettingKey[];
