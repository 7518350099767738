import {
  choiceOption,
  ListOption,
  OUTPUT_FORMATS,
  RESULT_FORMATS,
  type ResultFormat,
  WordsOption,
} from '@perf-suite/command-line';
import { PerfError } from '@perf-suite/schema';
import { type Command, Option } from 'commander';
import {
  FLAGS_ONLY,
  type FlagOnly,
  fieldOf,
  GROUPS,
  type PartialSettings,
  SETTING_KEYS,
  SETTINGS_TABLE,
  type Setting,
} from '../config/settings-table.js';

/** What the command line says, as commander hands it over; those of settings are read by `settingsFromFlags`. */
export interface RunFlags {
  readonly command?: readonly string[];
  readonly prepare?: string;
  readonly shell?: boolean;
  readonly filter?: string;
  readonly shard?: string;
  readonly cwd?: string;
  readonly watch?: boolean;
  readonly format?: ResultFormat;
  /** False with `--no-ci-report`. */
  readonly ciReport?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color?: boolean;
  readonly live?: boolean;
  readonly liveKeep?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly [flagOfSetting: string]: unknown;
}

/** Adds the flags of `run`, or of `list`, in the groups of the help. */
export function addRunOptions(command: Command, of: 'run' | 'list'): Command {
  const settings: readonly Setting[] = SETTING_KEYS.map((key) => SETTINGS_TABLE[key]);
  const rows = [...FLAGS_ONLY, ...settings].filter(({ isOfList }) => of === 'run' || isOfList === true);
  for (const group of GROUPS) {
    for (const row of rows.filter((one) => one.group === group && one.flag !== null)) {
      command.addOption(optionOf(row).helpGroup(`${group}:`));
    }
    if (group === 'Where it goes') command.addOption(formatOption(of).helpGroup(`${group}:`));
  }
  return command;
}

/** Returns the flag of a setting. */
export function optionOf({ flag, help, defaultText, ...row }: Partial<Setting & FlagOnly>): Option {
  const description = defaultText == null ? `${help}` : `${help} (default: ${defaultText})`;
  if (row.takesAll !== undefined) return new ListOption(`${flag}`, description, row.takesAll);
  if (row.repeats)
    return new Option(`${flag}`, description).argParser((value: string, before: string[] = []) => [
      ...before,
      value,
    ]);
  const words = row.oneOf ?? row.listOf;
  return words === undefined
    ? new Option(`${flag}`, description)
    : new WordsOption(`${flag}`, description, words, row.listOf !== undefined);
}

function formatOption(of: 'run' | 'list'): Option {
  return choiceOption(
    '--format <name>',
    'how to show results',
    of === 'run' ? RESULT_FORMATS : OUTPUT_FORMATS,
  );
}

/**
 * Returns the flags as settings, leaving out what was not given.
 * @throws {PerfError} `bad-usage` naming flag, expected and found
 */
export function settingsFromFlags(files: readonly string[], flags: RunFlags): PartialSettings {
  const given = SETTING_KEYS.flatMap((key) => {
    const { flag, parse }: Setting = SETTINGS_TABLE[key];
    if (flag === null) return [];
    const option = new Option(flag);
    const raw = flags[option.attributeName()];
    if (raw === undefined) return [];
    const isRead = parse !== undefined && typeof raw === 'string';
    return [[fieldOf(key), isRead ? parse(raw, option.long ?? flag) : raw]];
  });
  return { ...Object.fromEntries(given), ...(files.length > 0 && { files }) };
}

/**
 * Returns the filter as a regular expression; null without one.
 * @throws {PerfError} `bad-usage` when it is none
 */
export function parseFilter(text: string | undefined): RegExp | null {
  if (text === undefined) return null;
  try {
    return new RegExp(text);
  } catch (cause) {
    throw new PerfError(
      'bad-usage',
      `--filter: expected a regular expression, found ${JSON.stringify(text)}`,
      {
        hint: 'Put a backslash before characters such as ( and [ to mean themselves.',
        cause,
      },
    );
  }
}
