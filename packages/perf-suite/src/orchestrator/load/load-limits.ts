import { durationMsFrom, ratioFrom } from '@perf-suite/command-line';
import { formatNs, formatPercent } from '@perf-suite/command-line/terminal';
import type { LatencyPercentiles, RequestTally } from '@perf-suite/load';
import { PerfError } from '@perf-suite/schema';

/** The most that a load may show, over all its requests: `p99 <= 200ms` or `failed <= 1%`. */
export interface LoadLimit {
  readonly text: string;
  readonly of: LimitedValue;
  /** Nanoseconds; of `failed`, the share of the requests. */
  readonly most: number;
}

/** A limit with what was found: null where no request was answered. */
export interface CheckedLimit extends LoadLimit {
  readonly found: number | null;
  readonly kept: boolean;
}

const LATENCIES = ['p50', 'p95', 'p99', 'p99.9', 'max'] as const;
type LimitedValue = (typeof LATENCIES)[number] | 'failed';
const EXPECTED = "a limit such as 'p99 <= 200ms' or 'failed <= 1%'";

/** @throws {PerfError} `bad-usage` */
export function parseLimit(text: string): LoadLimit {
  const [, name, value = ''] = /^\s*([\w.]+)\s*(?:<=|≤)\s*(\S.*?)\s*$/.exec(text) ?? [];
  const of = ([...LATENCIES, 'failed'] as const).find((one) => one === name);
  const most = of === 'failed' ? shareOf(value) : nsOf(value);
  if (of !== undefined && most !== null) return { text: text.trim(), of, most };
  throw new PerfError('bad-usage', `--limit: expected ${EXPECTED}, found ${JSON.stringify(text)}`, {
    hint: `Limits are on ${LATENCIES.join(', ')} and failed, over all requests.`,
  });
}

function shareOf(text: string): number | null {
  return /^0%?$/.test(text) ? 0 : ratioFrom(text);
}

function nsOf(text: string): number | null {
  const ms = durationMsFrom(text.replace(/\s+/g, ''));
  return ms === null ? null : ms * 1e6;
}

/** Returns each limit with what all requests together show. */
export function checkLimits(limits: readonly LoadLimit[], all: RequestTally): CheckedLimit[] {
  return limits.map((limit) => {
    const found = foundOf(limit.of, all);
    return { ...limit, found, kept: found !== null && found <= limit.most };
  });
}

function foundOf(of: LimitedValue, { latency, okCount, errorCount }: RequestTally): number | null {
  const count = okCount + errorCount;
  if (of === 'failed') return count === 0 ? null : errorCount / count;
  return latency === null ? null : latency[of === 'p99.9' ? 'p999' : (of satisfies keyof LatencyPercentiles)];
}

/** Returns the sentence on a limit that was not kept. */
export function brokenLimit({ text, of, found }: CheckedLimit): string {
  const value = found === null ? 'none' : of === 'failed' ? formatPercent(found) : formatNs(found);
  return `over the limit: expected ${text}, found ${value}`;
}
