import { hostInUrl, type PublicAddress } from '../address.js';
import { isLoopback } from './is-loopback.js';

/** What containers call the machine that they run on. Nobody else can have it: names under `.internal` are private. */
const HOST_OF_CONTAINERS = 'host.docker.internal';

export interface ServedHosts {
  /** The address listened on, as given by the user. */
  readonly host: string;
  readonly port: number;
  /** Names that may stand in the Host header besides the address itself; any, when null. */
  readonly allowedHosts: readonly string[] | null;
  /** Where others reach it through a proxy, which may pass on the name that it was asked for. */
  readonly publicAddress: PublicAddress | null;
}

/**
 * Returns whether a server answers to a Host header (in lower case). The exact check stops DNS rebinding: a web page
 * cannot read a loopback server through a name of its own.
 */
export function isAllowedHost(host: string, served: ServedHosts): boolean {
  const { host: listening, port, allowedHosts, publicAddress } = served;
  if (publicAddress?.hosts.includes(host)) return true;
  if (allowedHosts?.some((allowed) => host === allowed.toLowerCase())) return true;
  const own = isLoopback(listening)
    ? ['127.0.0.1', 'localhost', '[::1]', HOST_OF_CONTAINERS, hostInUrl(listening)]
    : [hostInUrl(listening)];
  if (own.some((name) => host === `${name}:${port}`)) return true;
  // On an outside address there is nothing to rebind to; a token guards it, and clients use any name.
  return !isLoopback(listening) && allowedHosts === null;
}
