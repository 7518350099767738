import { BlockList, isIP, isIPv6 } from 'node:net';
import { hostInUrl } from '@perf-suite/command-line';
import { PerfError } from '@perf-suite/schema';
import type { LiveTarget } from './live-target.js';

/** Addresses that are no other machine's: whoever announced one could have Prometheus ask what only it may ask. */
const NEVER = blockList([
  ['0.0.0.0', 8, 'ipv4'],
  // Link-local, where clouds tell a machine its secrets.
  ['169.254.0.0', 16, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 128, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
  ['fd00:ec2::', 32, 'ipv6'],
]);
const LOOPBACK = blockList([
  ['127.0.0.0', 8, 'ipv4'],
  ['::1', 128, 'ipv6'],
]);

export interface AnnouncedFrom {
  /** The address that the announcing run connected from. */
  readonly remoteAddress: string;
  /** Whether everything here is on one machine. */
  readonly mayBeLoopback: boolean;
}

/**
 * Returns the target that a run announced: `{ "run": "…", "port": 8000 }`, with `"scheme": "https"` where it speaks
 * TLS and `"address"` where it listens on another IP address than it connects from.
 * @throws {PerfError} `bad-usage` for anything else, and for addresses that are not another machine's
 */
export function parseAnnouncement(body: string, { remoteAddress, mayBeLoopback }: AnnouncedFrom): LiveTarget {
  const { run, port, scheme = 'http', address = remoteAddress, ...others } = objectOf(body);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw refused('run, port, scheme and address', unknown);
  // What becomes a label must be short, and nothing that a page or log would take for something else.
  if (typeof run !== 'string' || !/^[\w.+-]{1,100}$/.test(run)) throw refused('a run id as `run`', run);
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535) {
    throw refused('a number from 1 to 65535 as `port`', port);
  }
  if (scheme !== 'http' && scheme !== 'https') throw refused('http or https as `scheme`', scheme);
  if (typeof address !== 'string' || isIP(address) === 0 || address.includes('%')) {
    throw refused('an IP address as `address`', address);
  }
  const host = withoutMapping(address);
  if (isIn(NEVER, host) || (isIn(LOOPBACK, host) && !mayBeLoopback)) {
    throw refused('an address that Prometheus can reach this run at', host);
  }
  return { run, address: `${hostInUrl(host)}:${port}`, scheme };
}

function objectOf(body: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new PerfError('bad-usage', 'expected an object in JSON');
}

/** Returns an IPv4 address that is written as an IPv6 one (`::ffff:127.0.0.1`, `::ffff:7f00:1`) as itself. */
function withoutMapping(address: string): string {
  if (!isIPv6(address)) return address;
  const shortest = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(shortest) ?? [];
  if (high === undefined || low === undefined) return shortest;
  const bytes = [high, low].flatMap((part) => {
    const number = Number.parseInt(part, 16);
    return [number >> 8, number & 255];
  });
  return bytes.join('.');
}

function isIn(list: BlockList, host: string): boolean {
  return list.check(host, isIPv6(host) ? 'ipv6' : 'ipv4');
}

function blockList(subnets: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix, family] of subnets) list.addSubnet(network, prefix, family);
  return list;
}

function refused(expected: string, found: unknown): PerfError {
  const shown = (JSON.stringify(found) ?? 'nothing').slice(0, 100);
  return new PerfError('bad-usage', `expected ${expected}, found ${shown}`);
}
