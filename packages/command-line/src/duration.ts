import { PerfError } from '@perf-suite/schema';

const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 0.001,
  µs: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** What a timer can wait is 2^31 - 1 ms, some 24.8 days; beyond that it fires at once. */
const LONGEST_WAIT_MS = 24 * 86_400_000;
/** For what is only compared with dates: as long as dates reach. */
export const LONGEST_SPAN_MS = 8.64e15;

/**
 * Returns a duration above zero that a timer can wait, in milliseconds, or null. Text names its unit
 * (`90ms`, `2s`, `1.5m`, `500us`, `20ns`, `1h`, `7d`), since half of those who leave it out mean seconds; a number
 * is milliseconds.
 */
export function durationMsFrom(text: string | number): number | null {
  const durationMs = msOf(text);
  return durationMs > 0 && durationMs <= LONGEST_WAIT_MS ? durationMs : null;
}

/** Returns what was expected in place of a text or number that names no duration, or too long a one. */
export function durationExpected(text: string | number, longestMs = LONGEST_WAIT_MS): string {
  return msOf(text) > longestMs
    ? `a duration of at most ${longestMs / 86_400_000}d`
    : 'a duration such as 90ms, 2s or 1m';
}

interface DurationBounds {
  /** Also takes `0s`. */
  readonly mayBeZero?: boolean;
  /** 24 days unless given: what a timer can wait. */
  readonly longestMs?: number;
}

/**
 * Returns the duration that a flag names, in milliseconds; see `durationMsFrom` for the notation.
 * @throws {PerfError} `bad-usage` when it is no such duration
 */
export function parseDuration(text: string, flag: string, bounds: DurationBounds = {}): number {
  const { mayBeZero = false, longestMs = LONGEST_WAIT_MS } = bounds;
  const durationMs = readText(text);
  if ((durationMs > 0 || (mayBeZero && durationMs === 0)) && durationMs <= longestMs) return durationMs;
  const hint = readText(text) > longestMs ? undefined : durationHint(text.trim().replace(',', '.'));
  const message = `${flag}: expected ${durationExpected(text, longestMs)}, found ${JSON.stringify(text)}`;
  throw new PerfError('bad-usage', message, hint === undefined ? {} : { hint });
}

function durationHint(text: string): string | undefined {
  if (readText(`${text}s`) > 0) return `Did you mean ${text}s or ${text}ms?`;
  const lower = text.toLowerCase();
  const meant = readText(text) > 0 ? text : readText(lower) > 0 ? lower : null;
  return meant === null ? undefined : `Did you mean ${meant}?`;
}

function msOf(text: string | number): number {
  return typeof text === 'number' ? text : readText(text);
}

function readText(text: string): number {
  const match = /^(\d+(?:\.\d+)?|\.\d+)\s*(ns|us|µs|ms|s|min|m|h|d)$/.exec(text.trim());
  return Number(match?.[1]) * (UNIT_MS[match?.[2] ?? ''] ?? Number.NaN);
}
