import {
  parseHost,
  parsePort,
  parsePublicUrl,
  parseStreamToken,
  readTls,
  type Tls,
} from '@perf-suite/command-line';
import { PerfError } from '@perf-suite/schema';
import type { CommandIo } from './io.js';

/**
 * Returns the address of a stream.
 * @throws {PerfError} `bad-usage` when it is none
 */
export function parseStreamUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === 'ws:' || url?.protocol === 'wss:') {
    // Nothing but the stream can be meant.
    if (url.pathname === '/') url.pathname = '/live';
    return url.href;
  }
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return streamOfPage(url);
  throw new PerfError(
    'bad-usage',
    `expected the address of a stream (ws://...), found ${JSON.stringify(text)}`,
    {
      hint: "Copy the address that `perf-suite run --live` prints, and put it in quotes: it contains a '?'.",
    },
  );
}

/** The address of the page is as good: the stream is beside it. */
function streamOfPage(page: URL): string {
  const url = new URL('live', page);
  url.protocol = page.protocol === 'https:' ? 'wss:' : 'ws:';
  url.search = page.search;
  return url.href;
}

export interface ListeningFlags {
  readonly host: string;
  readonly port: string;
  readonly allowedHost?: readonly string[];
  readonly publicUrl?: string;
  readonly token?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly quiet?: boolean;
}

export interface Listening {
  readonly host: string;
  readonly port: number;
  readonly hostNames: readonly string[];
  readonly publicUrl?: string;
  readonly token?: string;
  readonly tls?: Tls;
}

/**
 * Returns where and how to listen.
 * @throws {PerfError} `bad-usage`, `not-found`
 */
export async function parseListening(flags: ListeningFlags, io: CommandIo): Promise<Listening> {
  const token = parseStreamToken(flags.token, io.environment);
  const tls = await readTls(flags.tlsCert, flags.tlsKey);
  const { publicUrl } = flags;
  if (publicUrl !== undefined) parsePublicUrl(publicUrl, '--public-url');
  return {
    host: parseHost(flags.host, '--host'),
    port: parsePort(flags.port, '--port'),
    hostNames: flags.allowedHost ?? [],
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(token === undefined ? {} : { token }),
    ...(tls === null ? {} : { tls }),
  };
}
