import { readFile } from 'node:fs/promises';
import { PerfError } from '@perf-suite/schema';
import type { CommandIo } from './io.js';

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 };

/**
 * Returns a duration such as `500ms`, `30s`, `10m` or `1h` in milliseconds.
 * @throws {PerfError} `bad-usage`
 */
export function parseDurationMs(flag: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|min|h)$/.exec(text.trim());
  const unitMs = UNITS_MS[match?.[2] ?? ''];
  if (match === null || unitMs === undefined) {
    throw new PerfError('bad-usage', `${flag}: expected a duration, found ${JSON.stringify(text)}`, {
      hint: 'Write a number and a unit: 500ms, 30s, 10m or 1h.',
    });
  }
  return Number(match[1]) * unitMs;
}

/** @throws {PerfError} `bad-usage` */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new PerfError('bad-usage', `--port: expected 0 to 65535, found ${JSON.stringify(text)}`);
}

/**
 * Returns the address of a stream.
 * @throws {PerfError} `bad-usage` when it is none
 */
export function parseStreamUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === 'ws:' || url?.protocol === 'wss:') return url.href;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return streamOfPage(url);
  throw new PerfError(
    'bad-usage',
    `expected the address of a stream (ws://...), found ${JSON.stringify(text)}`,
    {
      hint: "Copy the address that `perf-suite run --live` prints, and put it in quotes: it holds a '?'.",
    },
  );
}

/** The address of the page is as good: the stream is beside it. */
function streamOfPage(page: URL): string {
  const url = new URL('/live', page);
  url.protocol = page.protocol === 'https:' ? 'wss:' : 'ws:';
  url.search = page.search;
  return url.href;
}

export interface ListeningFlags {
  readonly host: string;
  readonly port: string;
  readonly allowedHost?: readonly string[];
  readonly token?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly quiet?: boolean;
}

export interface Listening {
  readonly host: string;
  readonly port: number;
  readonly hostNames: readonly string[];
  readonly token?: string;
  readonly tls?: { readonly cert: string; readonly key: string };
}

/**
 * Returns where and how to listen.
 * @throws {PerfError} `bad-usage`, `not-found`
 */
export async function parseListening(flags: ListeningFlags, io: CommandIo): Promise<Listening> {
  const token = flags.token ?? io.environment.PERF_STREAM_TOKEN;
  if (token !== undefined && !/^[\w-]{16,}$/.test(token)) {
    throw new PerfError('bad-usage', '--token: expected at least 16 letters, digits, - or _', {
      hint: 'Leave it out: a random one of 192 bits is made and printed.',
    });
  }
  const { tlsCert, tlsKey } = flags;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new PerfError('bad-usage', 'expected --tls-cert and --tls-key together, found one');
  }
  return {
    host: flags.host,
    port: parsePort(flags.port),
    hostNames: flags.allowedHost ?? [],
    ...(token === undefined ? {} : { token }),
    ...(tlsCert === undefined || tlsKey === undefined
      ? {}
      : { tls: { cert: await readPem('--tls-cert', tlsCert), key: await readPem('--tls-key', tlsKey) } }),
  };
}

async function readPem(flag: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new PerfError('not-found', `${flag}: expected a PEM file at ${path}, found none that can be read`, {
      cause,
    });
  }
}
