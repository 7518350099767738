import { parseDuration, parseWhole } from '@perf-suite/command-line';
import type { LoadModel } from '@perf-suite/load';
import { PerfError } from '@perf-suite/schema';
import { type LoadLimit, parseLimit } from './load-limits.js';

/** What the command line says of the load itself, as commander hands it over. */
export interface LoadModelFlags {
  readonly time?: string;
  readonly rate?: string;
  readonly concurrency?: string;
  readonly arrivals?: 'even' | 'random';
  readonly warmup?: string;
  readonly timeout?: string;
  readonly connections?: string;
  readonly http?: '1.1' | '2';
  readonly insecure?: boolean;
  readonly limit?: readonly string[];
}

/** How one service is to be loaded. */
export interface LoadRequestSettings {
  readonly model: LoadModel;
  readonly timeMs: number;
  /** Load before it, of which nothing is kept; 0 for none. */
  readonly warmupMs: number;
  readonly timeoutMs: number;
  readonly maxConnections: number;
  readonly http: 'http/1.1' | 'h2';
  readonly verifiesCertificate: boolean;
  readonly limits: readonly LoadLimit[];
}

export const DEFAULT_CONCURRENCY = 10;

/** @throws {PerfError} `bad-usage` naming flag, expected and found */
export function readLoadFlags(flags: LoadModelFlags): LoadRequestSettings {
  return {
    model: modelOf(flags),
    timeMs: parseDuration(flags.time ?? '10s', '--time'),
    warmupMs: parseDuration(flags.warmup ?? '1s', '--warmup', { mayBeZero: true }),
    timeoutMs: parseDuration(flags.timeout ?? '10s', '--timeout'),
    maxConnections: parseWhole(flags.connections ?? '256', '--connections', { least: 1 }),
    http: flags.http === '2' ? 'h2' : 'http/1.1',
    verifiesCertificate: flags.insecure !== true,
    limits: (flags.limit ?? []).map(parseLimit),
  };
}

function modelOf({ rate, concurrency, arrivals }: LoadModelFlags): LoadModel {
  if (rate !== undefined && concurrency !== undefined) {
    throw new PerfError('bad-usage', 'expected one of --rate and --concurrency, found both', {
      hint: '--rate sends at fixed times whatever the service does; --concurrency waits for each answer.',
    });
  }
  if (rate === undefined) {
    if (arrivals === 'random') {
      throw new PerfError('bad-usage', '--arrivals: expected --rate with it, found none');
    }
    const text = concurrency ?? String(DEFAULT_CONCURRENCY);
    return { kind: 'closed', concurrency: parseWhole(text, '--concurrency', { least: 1 }) };
  }
  const ratePerSecond = /^\d+(\.\d+)?$/.test(rate) ? Number(rate) : Number.NaN;
  if (!(ratePerSecond > 0 && ratePerSecond <= MOST_PER_SECOND)) {
    throw new PerfError(
      'bad-usage',
      `--rate: expected requests a second, above 0 and at most ${MOST_PER_SECOND}, found ${JSON.stringify(rate)}`,
    );
  }
  return { kind: 'open', ratePerSecond, arrivals: arrivals ?? 'even' };
}

/** Far above what one thread can send. */
const MOST_PER_SECOND = 1_000_000;

/** The service, and the path that is asked where no scenario says more. */
export interface LoadTarget {
  readonly origin: string;
  readonly hostname: string;
  readonly path: string;
}

/** Returns what a URL names. @throws {PerfError} `bad-usage` */
export function parseTarget(text: string): LoadTarget {
  const url = urlOf(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new PerfError('bad-usage', `expected the URL of a service, found ${JSON.stringify(text)}`, {
      hint: 'Give its scheme too, such as: perf-suite load http://127.0.0.1:3000/items',
    });
  }
  if (url.username !== '' || url.password !== '') {
    throw new PerfError('bad-usage', 'expected a URL without a user and password, found one with them', {
      hint: 'Give them as a header "authorization" in a scenario file: a command line can be read by others.',
    });
  }
  return { origin: url.origin, hostname: url.hostname, path: `${url.pathname}${url.search}` };
}

function urlOf(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
