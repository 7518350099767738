import { PerfError } from '@perf-suite/schema';

export const DURATION_EXPECTED = 'a duration such as 90ms, 2s or 1m';

const UNIT_MS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * Returns a duration above zero in milliseconds, or null. Text names its unit (`90ms`, `2s`, `1.5m`,
 * `500us`, `1h`, `7d`), since half of those who leave it out mean seconds; a number is milliseconds.
 */
export function durationMsFrom(text: string | number): number | null {
  const durationMs = typeof text === 'number' ? text : readText(text);
  return durationMs > 0 && Number.isFinite(durationMs) ? durationMs : null;
}

/**
 * Returns the duration that a flag names, in milliseconds; see `durationMsFrom` for the notation.
 * @param options `mayBeZero`: also takes `0s`
 * @throws {PerfError} `bad-usage` when it is no such duration
 */
export function parseDuration(text: string, flag: string, { mayBeZero = false } = {}): number {
  const durationMs = readText(text);
  if (durationMs > 0 || (mayBeZero && durationMs === 0)) return durationMs;
  const hint = readText(`${text}s`) > 0 ? `Did you mean ${text.trim()}s?` : undefined;
  const message = `${flag}: expected ${DURATION_EXPECTED}, found ${JSON.stringify(text)}`;
  throw new PerfError('bad-usage', message, hint === undefined ? {} : { hint });
}

function readText(text: string): number {
  const match = /^(\d+(?:\.\d+)?|\.\d+)\s*(us|ms|s|min|m|h|d)$/.exec(text.trim());
  return Number(match?.[1]) * (UNIT_MS[match?.[2] ?? ''] ?? Number.NaN);
}
