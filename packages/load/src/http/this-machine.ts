import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';

/** Returns whether a host name or address is one of this machine; false where the name does not resolve. */
export async function isThisMachine(hostname: string): Promise<boolean> {
  const found = await lookup(hostname.replace(/^\[(.*)\]$/, '$1'), { all: true }).catch(() => []);
  const own = new Set(
    Object.values(networkInterfaces()).flatMap((list) => list?.map(({ address }) => address)),
  );
  return found.some(({ address }) => own.has(address) || address === '::1' || address.startsWith('127.'));
}
