import { isIPv6 } from 'node:net';
import { PerfError } from '@perf-suite/schema';

export const HOST_EXPECTED = 'an address or name to listen on, such as 127.0.0.1, ::1 or 0.0.0.0';
export const PUBLIC_URL_EXPECTED = 'an http or https address, such as https://perf.example.org/base';

/** Returns an address to listen on, an IPv6 one without brackets and in its shortest form; null when it is none. */
export function hostFrom(text: string): string | null {
  const bare = /^\[(.*)\]$/.exec(text)?.[1] ?? text;
  if (isIPv6(bare)) {
    // With a zone (`fe80::1%eth0`) it is no part of a URL.
    const url = `http://[${bare}]`;
    return URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : bare;
  }
  return bare === text && /^[\w.-]+$/.test(text) ? text : null;
}

/** @throws {PerfError} `bad-usage` naming flag, expected and found */
export function parseHost(text: string, flag: string): string {
  const host = hostFrom(text);
  if (host !== null) return host;
  throw new PerfError('bad-usage', `${flag}: expected ${HOST_EXPECTED}, found ${JSON.stringify(text)}`, {
    hint: 'The port is a flag of its own.',
  });
}

/** Returns a host as it stands in a URL: an IPv6 address in brackets. */
export function hostInUrl(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}

/** Where others reach a server that stands behind a proxy. */
export interface PublicAddress {
  readonly origin: string;
  /** The same for WebSocket. */
  readonly streamOrigin: string;
  /** What Host may say, with and without the scheme's own port. */
  readonly hosts: readonly string[];
  /** Empty, or a path such as `/base`, without a slash at its end. */
  readonly basePath: string;
}

/** Returns a public address; null when it is none. */
export function publicAddressFrom(text: string): PublicAddress | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return null;
  const isTls = url.protocol === 'https:';
  return {
    origin: url.origin,
    streamOrigin: `${isTls ? 'wss' : 'ws'}://${url.host}`,
    hosts: url.port === '' ? [url.host, `${url.host}:${isTls ? 443 : 80}`] : [url.host],
    basePath: url.pathname.replace(/\/+$/, ''),
  };
}

/** @throws {PerfError} `bad-usage` naming flag, expected and found */
export function parsePublicUrl(text: string, flag: string): PublicAddress {
  const address = publicAddressFrom(text);
  if (address !== null) return address;
  throw new PerfError(
    'bad-usage',
    `${flag}: expected ${PUBLIC_URL_EXPECTED}, found ${JSON.stringify(text)}`,
    {
      hint: 'Give what people write into their browser, without a query, a user or a password.',
    },
  );
}

/** Returns a path below the public base as the server itself knows it: a proxy may take the base off, or leave it. */
export function pathBelow({ basePath }: Pick<PublicAddress, 'basePath'>, path: string): string {
  if (basePath === '' || !path.startsWith(`${basePath}/`)) return path;
  return path.slice(basePath.length);
}
