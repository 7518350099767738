import { type PercentileName, PerfError } from '@perf-suite/schema';
import { DEFAULT_FAIL_ON, type FailOn, GATE_ORDER } from '../gate.js';
import { PERCENTILES } from '../judge-options.js';

/**
 * Returns a ratio from `2.5%` or `0.025`.
 * @throws {PerfError} `bad-usage` unless it is above 0 and below 1
 */
export function parseRatio(text: string, flag: string): number {
  const match = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*(%?)\s*$/.exec(text);
  const ratio = match === null ? Number.NaN : Number(match[1]) / (match[2] === '%' ? 100 : 1);
  if (ratio > 0 && ratio < 1) return ratio;
  throw new PerfError(
    'bad-usage',
    `${flag}: expected a percentage above 0 % and below 100 %, found ${JSON.stringify(text)}`,
    {
      hint: `Write for example ${flag} 2.5%`,
    },
  );
}

/** Returns the percentiles named in `p50,p95`. @throws {PerfError} `bad-usage` on another name */
export function parsePercentiles(text: string): PercentileName[] {
  return parseNames(text, '--percentile', PERCENTILES);
}

/** Returns the verdicts named in `regressed,missing`; `none` is no verdict. @throws {PerfError} `bad-usage` */
export function parseFailOn(text: string | undefined): readonly FailOn[] {
  if (text === undefined) return DEFAULT_FAIL_ON;
  if (text.trim() === 'none') return [];
  return parseNames(
    text,
    '--fail-on',
    GATE_ORDER.map(([verdict]) => verdict),
  );
}

/** Returns a seed. @throws {PerfError} `bad-usage` unless it is a whole number from 0 */
export function parseSeed(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) return seed;
  throw new PerfError('bad-usage', `--seed: expected a whole number from 0, found ${JSON.stringify(text)}`);
}

function parseNames<Name extends string>(text: string, flag: string, allowed: readonly Name[]): Name[] {
  const names = text.split(',').map((name) => name.trim());
  return names.map((name) => {
    const known = allowed.find((one) => one === name);
    if (known !== undefined) return known;
    throw new PerfError(
      'bad-usage',
      `${flag}: expected ${allowed.join(', ')}, found ${JSON.stringify(name)}`,
    );
  });
}
