import {
  parseChoice,
  parseDuration,
  parseFailOn,
  parseHost,
  parseNames,
  parsePort,
  parsePublicUrl,
  parseRatio,
  parseWhole,
} from '@perf-suite/command-line';
import { closestWord, minimumEffectFrom, PERCENTILES, PerfError } from '@perf-suite/schema';
import type { PartialSettings } from '../config/load-config.js';
import { ISOLATIONS, type Isolation } from '../config/settings.js';

/** What the command line says, as commander hands it over. */
export interface RunFlags {
  readonly out?: string;
  readonly rounds?: string;
  readonly time?: string;
  readonly filter?: string;
  readonly seed?: string;
  readonly env?: string;
  readonly baseline?: readonly string[];
  readonly against?: string;
  readonly againstTip?: boolean;
  readonly baseSetup?: string;
  readonly audit?: boolean;
  readonly budget?: string;
  readonly sampleCap?: string;
  readonly timeout?: string;
  readonly isolation?: string;
  readonly minEffect?: string;
  readonly percentile?: string;
  readonly failOn?: string;
  readonly nodeFlags?: string;
  readonly live?: boolean;
  readonly liveKeep?: string;
  readonly host?: string;
  readonly port?: string;
  readonly metricsPort?: string;
  readonly publicUrl?: string;
  readonly metricsFile?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly format?: 'pretty' | 'json';
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly cwd?: string;
  readonly color?: boolean;
}

/**
 * Returns the flags as settings, leaving out what was not given.
 * @throws {PerfError} `bad-usage` naming flag, expected and found
 */
export function settingsFromFlags(files: readonly string[], flags: RunFlags): PartialSettings {
  return {
    files: files.length > 0 ? files : undefined,
    rounds: given(flags.rounds, parseRounds),
    timeMs: given(flags.time, (text) => parseDuration(text, '--time')),
    timeoutMs: given(flags.timeout, (text) => parseDuration(text, '--timeout')),
    budgetMs: given(flags.budget, (text) => parseDuration(text, '--budget')),
    sampleCap: given(flags.sampleCap, (text) => parseWhole(text, '--sample-cap', { least: 1 })),
    seed: given(flags.seed, (text) => parseWhole(text, '--seed', { least: 0 })),
    env: given(flags.env, (text) => notEmpty(text, '--env')),
    out: given(flags.out, parseOut),
    isolation: given(flags.isolation, parseIsolation),
    nodeFlags: given(flags.nodeFlags, (text) => text.split(/\s+/).filter(Boolean)),
    minimumEffect: given(flags.minEffect, (text) => minimumEffectFrom(parseRatio(text, '--min-effect'))),
    percentile: given(flags.percentile, (text) => parseNames(text, '--percentile', PERCENTILES)),
    host: given(flags.host, (text) => parseHost(text, '--host')),
    port: given(flags.port, (text) => parsePort(text, '--port')),
    metricsPort: given(flags.metricsPort, (text) => parsePort(text, '--metrics-port')),
    publicUrl: given(flags.publicUrl, parsePublicFlag),
    metricsFile: flags.metricsFile,
    baseline: flags.baseline,
    against: flags.against,
    againstTip: flags.againstTip,
    baseSetup: flags.baseSetup,
    audit: flags.audit,
    failOn: given(flags.failOn, parseFailOn),
  };
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

function notEmpty(text: string, flag: string): string {
  if (text.trim() !== '') return text;
  throw new PerfError('bad-usage', `${flag}: expected a value, found an empty one`, {
    hint: 'A variable of the shell may be unset: leave the flag out for its default.',
  });
}

function parseOut(text: string): string {
  if (!/[\\/]$/.test(notEmpty(text, '--out'))) return text;
  throw new PerfError(
    'bad-usage',
    `--out: expected a file, found the name of a folder ${JSON.stringify(text)}`,
    {
      hint: `For example: --out ${text}today.run.json`,
    },
  );
}

function given<T>(text: string | undefined, read: (text: string) => T): T | undefined {
  return text === undefined ? undefined : read(text);
}

/** Verdicts look at many rounds in turn, so that their number may be left to them. */
function parseRounds(text: string): number | 'auto' {
  if (text === 'auto') return text;
  if (/^\d+$/.test(text) && Number(text) > 0) return parseWhole(text, '--rounds', { least: 1 });
  const hint = closestWord(text, ['auto']) === null ? {} : { hint: 'Did you mean auto?' };
  const message = `--rounds: expected a whole number from 1 or auto, found ${JSON.stringify(text)}`;
  throw new PerfError('bad-usage', message, /[a-z]/i.test(text) ? hint : {});
}

function parsePublicFlag(text: string): string {
  parsePublicUrl(text, '--public-url');
  return text;
}

function parseIsolation(text: string): Isolation {
  return parseChoice(text, '--isolation', ISOLATIONS);
}
