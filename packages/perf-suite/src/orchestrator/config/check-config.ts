import { closestWord, describeValue, PerfError, parseWith } from '@perf-suite/schema';
import * as v from 'valibot';
import { type CheckedConfig, CONFIG_FIELDS, CONFIG_KEYS, type ConfigKey } from './config-schema.js';

const configSchema = v.object(optionalFields(CONFIG_FIELDS));

/**
 * Returns a config file's content, checked and read into units.
 * @param source the file's path, for messages
 * @throws {PerfError} `bad-config` naming file, key, expected and found; for an unknown key the one probably meant
 */
export function checkConfig(value: unknown, source: string): CheckedConfig {
  if (!isPlainObject(value)) throw noSettings(value, source);
  refuseUnknownKeys(value, CONFIG_KEYS, '', source);
  const { minimumEffect } = value;
  if (isPlainObject(minimumEffect))
    refuseUnknownKeys(minimumEffect, ['p50', 'p95'], '/minimumEffect', source);
  return parseWith(configSchema, value, source, 'bad-config') as CheckedConfig;
}

/** An object of another kind, a promise or a Map, has no keys of its own and would pass for empty settings. */
function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function noSettings(value: unknown, source: string): PerfError {
  const [found, hint] = foundInstead(value);
  const message = `${source}: expected an object of settings, found ${found}`;
  return new PerfError('bad-config', message, hint === undefined ? {} : { hint });
}

function foundInstead(value: unknown): readonly [found: string, hint?: string] {
  if (Array.isArray(value)) return ['a list'];
  if (typeof value === 'function')
    return [
      'a function',
      'Export the settings themselves: export default { ... }, or call it: export default await f()',
    ];
  if (typeof value === 'object' && value !== null) return [`an object of class ${value.constructor.name}`];
  return [describeValue(value)];
}

function refuseUnknownKeys(
  value: Readonly<Record<string, unknown>>,
  known: readonly string[],
  at: string,
  source: string,
): void {
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    const meant = closestWord(key, known);
    const found = describeValue(key);
    throw new PerfError(
      'bad-config',
      `${source}: at ${at}/${key.slice(0, 60)} expected a known key, found ${found}`,
      {
        hint: meant ? `Did you mean "${meant}"?` : `Known keys: ${known.join(', ')}.`,
      },
    );
  }
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
    if (!name.toUpperCase().startsWith('PERF_SUITE_') || known.includes(name)) continue;
    refuseFlagOnly(name);
    const keys = known.map((one) => one.slice('PERF_SUITE_'.length));
    const meant = closestWord(name.slice('PERF_SUITE_'.length), keys);
    if (meant === null) continue;
    throw new PerfError('bad-config', `environment: at /${name} expected a known variable, found "${name}"`, {
      hint: `Did you mean PERF_SUITE_${meant}?`,
    });
  }
}

/** What only the command line says, such as `--filter`: a variable of that name would do nothing, without a word. */
const FLAGS_ONLY = [
  'FILTER',
  'CWD',
  'FORMAT',
  'QUIET',
  'VERBOSE',
  'LIVE',
  'LIVE_KEEP',
  'TLS_CERT',
  'TLS_KEY',
];

function refuseFlagOnly(name: string): void {
  const key = name.slice('PERF_SUITE_'.length).toUpperCase();
  if (!FLAGS_ONLY.includes(key)) return;
  throw new PerfError('bad-config', `environment: at /${name} expected a known variable, found "${name}"`, {
    hint: `There is only a flag for it: --${key.toLowerCase().replaceAll('_', '-')}`,
  });
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
