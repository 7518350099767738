import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** `st` of a socket that listens, in `/proc/net/tcp`. */
const LISTENING = '0A';

/** Returns the TCP ports that processes listen on, ascending; none where the system does not tell. Only on Linux. */
export function listeningPorts(pids: readonly number[]): number[] {
  const [first] = pids;
  if (first === undefined) return [];
  const own = new Set(pids.flatMap(socketsOf));
  const ports = ['tcp', 'tcp6'].flatMap((table) => portsIn(`/proc/${first}/net/${table}`, own));
  return [...new Set(ports)].sort((a, b) => a - b);
}

/** Inodes of the sockets that a process has open. */
function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).flatMap(
      (name) => /^socket:\[(\d+)\]$/.exec(linkOf(`${folder}/${name}`))?.[1] ?? [],
    );
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** Lines are `sl local_address rem_address st ... inode`; an address is in hexadecimal, its port last. */
function portsIn(file: string, inodes: ReadonlySet<string>): number[] {
  try {
    const [, ...lines] = readFileSync(file, 'latin1').split('\n');
    return lines.flatMap((line) => {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
      if (state !== LISTENING || !inodes.has(inode)) return [];
      return Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16);
    });
  } catch {
    return [];
  }
}
