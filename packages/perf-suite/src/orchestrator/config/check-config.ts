import { closestWord, describeValue, PerfError, parseWith } from '@perf-suite/schema';
import * as v from 'valibot';
import {
  FLAGS_ONLY,
  fieldOf,
  type PartialSettings,
  SETTING_KEYS,
  SETTINGS_TABLE,
  type Setting,
  type SettingKey,
  variableOf,
} from './settings-table.js';

const configSchema = v.object({
  ...Object.fromEntries(SETTING_KEYS.map((key) => [key, v.exactOptional(SETTINGS_TABLE[key].schema)])),
  // What editors check a JSON file by.
  $schema: v.exactOptional(v.string()),
});

/**
 * Returns a config file's content, checked and read into units.
 * @param source the file's path, for messages
 * @throws {PerfError} `bad-config` naming file, key, expected and found; for an unknown key the one probably meant
 */
export function checkConfig(value: unknown, source: string): PartialSettings {
  if (!isPlainObject(value)) throw noSettings(value, source);
  refuseUnknownKeys(value, [...SETTING_KEYS, '$schema'], '', source);
  const { minimumEffect } = value;
  if (isPlainObject(minimumEffect))
    refuseUnknownKeys(minimumEffect, ['p50', 'p95'], '/minimumEffect', source);
  const { budgets } = value;
  if (Array.isArray(budgets))
    budgets.filter(isPlainObject).forEach((budget, i) => {
      refuseUnknownKeys(budget, ['match', 'p50', 'p95'], `/budgets/${i}`, source);
    });
  return asSettings(parseWith(configSchema, value, source, 'bad-config'));
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

/**
 * Returns what the variables `PERF_SUITE_<KEY>` say (`PERF_SUITE_METRICS_PORT` for `metricsPort`);
 * empty ones are as good as unset. Lists are separated by commas, `minimumEffect` is the share for p50.
 * @throws {PerfError} `bad-config` naming variable, expected and found
 */
export function checkVariables(variables: Readonly<Record<string, string | undefined>>): PartialSettings {
  refuseMistyped(variables);
  const checked: Record<string, unknown> = {};
  for (const key of SETTING_KEYS) {
    const name = variableOf(key);
    const text = variables[name]?.trim();
    if (text === '' && NEVER_EMPTY.has(key)) throw emptyVariable(name);
    if (!text) continue;
    const { isNumeric, schema: field }: Setting = SETTINGS_TABLE[key];
    const value = isNumeric === true && Number.isFinite(Number(text)) ? Number(text) : text;
    const schema = v.object({ [name]: field });
    checked[key] = parseWith(schema, { [name]: value }, 'environment', 'bad-config')[name];
  }
  return asSettings(checked);
}

/** Without a value nothing would be compared, which must not pass for a comparison. */
const NEVER_EMPTY: ReadonlySet<SettingKey> = new Set(['against', 'baseline']);

function emptyVariable(name: string): PerfError {
  return new PerfError('bad-config', `environment: at /${name} expected a value, found none`, {
    hint: `It is set but empty: what it was to be set from may be unset. To compare with nothing, unset ${name}.`,
  });
}

/** Others with our prefix may be someone else's: only what is nearly one of ours is taken for a mistake. */
function refuseMistyped(variables: Readonly<Record<string, string | undefined>>): void {
  const known = SETTING_KEYS.map(variableOf);
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

/** A variable named like a flag that has none, such as `--filter`, would do nothing, without a word. */
function refuseFlagOnly(name: string): void {
  const key = name.slice('PERF_SUITE_'.length).toUpperCase();
  const long = `--${key.toLowerCase().replaceAll('_', '-')}`;
  if (!FLAGS_ONLY.some(({ flag }) => flag?.split(/[ ,]+/).includes(long))) return;
  throw new PerfError('bad-config', `environment: at /${name} expected a known variable, found "${name}"`, {
    hint: `There is only a flag for it: ${long}`,
  });
}

/** Returns checked values under the names that settings have. */
function asSettings(checked: Readonly<Record<string, unknown>>): PartialSettings {
  const keys = SETTING_KEYS.filter((key) => checked[key] !== undefined);
  return Object.fromEntries(keys.map((key) => [fieldOf(key), checked[key]]));
}
