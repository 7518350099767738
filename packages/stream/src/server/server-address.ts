import { hostname, networkInterfaces } from 'node:os';
import { hostFrom, hostInUrl } from '@perf-suite/command-line';
import { isLoopback } from '@perf-suite/command-line/server';

const ANY = new Set(['0.0.0.0', '::']);

/**
 * Returns the exact Host values that a server answers for: where it listens, the loopback names when
 * that includes loopback, and names given besides. An address that is bound to all interfaces gets
 * each interface's own: a foreign name that was made to point here stays foreign. A name with a port
 * (`perf.example.org:443`) is taken as it is.
 */
export function ownHosts(
  listening: { host: string; port: number; tls: boolean },
  names: readonly string[],
): Set<string> {
  const { host, port, tls } = listening;
  const hosts = [host, ...names];
  if (isLoopback(host) || ANY.has(host)) hosts.push('127.0.0.1', 'localhost', '::1');
  if (ANY.has(host)) {
    hosts.push(hostname());
    for (const addresses of Object.values(networkInterfaces())) {
      for (const { address } of addresses ?? []) hosts.push(address);
    }
  }
  const withPort = new Set<string>();
  for (const name of hosts) {
    const inUrl = hostInUrl(hostFrom(name) ?? name).toLowerCase();
    if (/[^:]:\d+$/.test(inUrl)) {
      withPort.add(inUrl);
      continue;
    }
    withPort.add(`${inUrl}:${port}`);
    // Clients leave out the scheme's own port.
    if (port === (tls ? 443 : 80)) withPort.add(inUrl);
  }
  return withPort;
}

/** Returns the address to show people: a bound-to-all address is no address to open. */
export function shownHost(host: string): string {
  return hostInUrl(ANY.has(host) ? hostname() : host);
}
