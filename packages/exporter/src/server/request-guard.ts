import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { hostInUrl, type PublicAddress } from '@perf-suite/command-line';
import { isLoopback } from '@perf-suite/command-line/server';

/** What containers call the machine that they run on. Nobody else can have it: names under `.internal` are private. */
const HOST_OF_CONTAINERS = 'host.docker.internal';

export interface Refusal {
  readonly status: 400 | 401 | 405 | 421;
  readonly message: string;
}

export interface GuardOptions {
  /** The address listened on, as given by the user. */
  readonly host: string;
  readonly port: number;
  /** Names that may stand in the Host header besides the address itself; any, when null. */
  readonly allowedHosts: readonly string[] | null;
  /** Where others reach it through a proxy, which may pass on the name that it was asked for. */
  readonly publicAddress: PublicAddress | null;
  readonly token: string | null;
  readonly methods: readonly string[];
}

/**
 * Returns why a request is refused, or null. The exact Host check stops DNS rebinding: a web page
 * cannot read a loopback server through a name of its own.
 */
export function refusalOf(request: IncomingMessage, options: GuardOptions): Refusal | null {
  if (!options.methods.includes(request.method ?? '')) {
    return { status: 405, message: `only ${options.methods.join(', ').replace(/, (\w+)$/, ' and $1')}` };
  }
  const host = request.headers.host;
  if (host === undefined) return { status: 400, message: 'no Host header' };
  if (!isAllowedHost(host.toLowerCase(), options)) {
    return {
      status: 421,
      message: 'this Host is not served here: allow it with --allowed-host or --public-url',
    };
  }
  if (options.token !== null && !hasToken(request, options.token)) {
    return { status: 401, message: 'a Bearer token is needed' };
  }
  return null;
}

function isAllowedHost(
  host: string,
  { host: listening, port, allowedHosts, publicAddress }: GuardOptions,
): boolean {
  if (publicAddress?.hosts.includes(host)) return true;
  if (allowedHosts?.some((allowed) => host === allowed.toLowerCase())) return true;
  const own = isLoopback(listening)
    ? ['127.0.0.1', 'localhost', '[::1]', HOST_OF_CONTAINERS, hostInUrl(listening)]
    : [hostInUrl(listening)];
  if (own.some((name) => host === `${name}:${port}`)) return true;
  // On an outside address there is nothing to rebind to; a token guards it, and Prometheus uses any name.
  return !isLoopback(listening) && allowedHosts === null;
}

function hasToken(request: IncomingMessage, token: string): boolean {
  const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  // Hashes have one length, so that the comparison's time reveals nothing.
  return given !== undefined && timingSafeEqual(sha256(given), sha256(token));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
