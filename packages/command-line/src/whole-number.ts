import { PerfError } from '@perf-suite/schema';

/**
 * Returns the whole number that a flag names.
 * @param bounds smallest and largest, both allowed; the largest is 2^53 - 1 unless given
 * @throws {PerfError} `bad-usage` when it is none or out of bounds
 */
export function parseWhole(
  text: string,
  flag: string,
  { least, most = Number.MAX_SAFE_INTEGER }: { readonly least: number; readonly most?: number },
): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  const upTo = most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`;
  throw new PerfError(
    'bad-usage',
    `${flag}: expected a whole number from ${least}${upTo}, found ${JSON.stringify(text)}`,
  );
}

/** Returns a port; 0 is any. @throws {PerfError} `bad-usage` */
export function parsePort(text: string, flag: string): number {
  return parseWhole(text, flag, { least: 0, most: 65_535 });
}
