import { PerfError, parseWith } from '@perf-suite/schema';
import * as v from 'valibot';
import { closestWord } from './closest-word.js';
import { type CheckedConfig, CONFIG_FIELDS, CONFIG_KEYS, type ConfigKey } from './config-schema.js';

const configSchema = v.object(optionalFields(CONFIG_FIELDS));

/**
 * Returns a config file's content, checked and read into units.
 * @param source the file's path, for messages
 * @throws {PerfError} `bad-config` naming file, key, expected and found; for an unknown key the one probably meant
 */
export function checkConfig(value: unknown, source: string): CheckedConfig {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const found = Array.isArray(value) ? 'a list' : JSON.stringify(value);
    throw new PerfError('bad-config', `${source}: expected an object of settings, found ${found}`);
  }
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(CONFIG_FIELDS, key)) throw unknownKey(key, source);
  }
  return parseWith(configSchema, value, source, 'bad-config') as CheckedConfig;
}

function unknownKey(key: string, source: string): PerfError {
  const meant = closestWord(key, CONFIG_KEYS);
  return new PerfError('bad-config', `${source}: at /${key} expected a known key, found "${key}"`, {
    hint: meant ? `Did you mean "${meant}"?` : `Known keys: ${CONFIG_KEYS.join(', ')}.`,
  });
}

/** Keys whose values are numbers; everything else an environment variable holds stays text. */
const NUMERIC_KEYS: ReadonlySet<ConfigKey> = new Set(['rounds', 'seed', 'sampleCap', 'port', 'metricsPort']);

/**
 * Returns what the variables `PERF_SUITE_<KEY>` say (`PERF_SUITE_METRICS_PORT` for `metricsPort`);
 * empty ones are as good as unset. Lists are separated by commas, `minimumEffect` is the share for p50.
 * @throws {PerfError} `bad-config` naming variable, expected and found
 */
export function checkVariables(variables: Readonly<Record<string, string | undefined>>): CheckedConfig {
  refuseMistyped(variables);
  const checked: Record<string, unknown> = {};
  for (const key of CONFIG_KEYS) {
    const name = variableOf(key);
    const text = variables[name]?.trim();
    if (!text) continue;
    const value = NUMERIC_KEYS.has(key) && Number.isFinite(Number(text)) ? Number(text) : text;
    const schema = v.object({ [name]: CONFIG_FIELDS[key] });
    checked[key] = parseWith(schema, { [name]: value }, 'environment', 'bad-config')[name];
  }
  return checked as CheckedConfig;
}

/** Others with our prefix may be someone else's: only what is nearly one of ours is taken for a mistake. */
function refuseMistyped(variables: Readonly<Record<string, string | undefined>>): void {
  const known = CONFIG_KEYS.map(variableOf);
  for (const name of Object.keys(variables)) {
    if (!name.startsWith('PERF_SUITE_') || known.includes(name)) continue;
    const keys = known.map((one) => one.slice('PERF_SUITE_'.length));
    const meant = closestWord(name.slice('PERF_SUITE_'.length), keys);
    if (meant === null) continue;
    throw new PerfError('bad-config', `environment: at /${name} expected a known variable, found "${name}"`, {
      hint: `Did you mean PERF_SUITE_${meant}?`,
    });
  }
}

/** `metricsPort` gives `PERF_SUITE_METRICS_PORT`. */
export function variableOf(key: string): string {
  return `PERF_SUITE_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

function optionalFields<T extends Record<string, v.GenericSchema>>(
  fields: T,
): { [K in keyof T]: v.ExactOptionalSchema<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(fields).map(([key, schema]) => [key, v.exactOptional(schema)]),
  ) as { [K in keyof T]: v.ExactOptionalSchema<T[K], undefined> };
}
