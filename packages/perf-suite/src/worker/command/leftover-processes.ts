import { readdirSync, readFileSync } from 'node:fs';

export interface Leftover {
  readonly pid: number;
  /** Of the program, as the system names it: up to 15 characters. */
  readonly name: string;
}

/**
 * Returns the other processes of the session that this process leads: what a command has left running. One that began
 * a session of its own, as a daemon does, is not among them. Nothing is found but on Linux, and where this process
 * leads no session, as others' processes would be in it.
 */
export function leftoverProcesses(): Leftover[] {
  const own = sessionOf(String(process.pid));
  if (own === null || own.session !== String(process.pid)) return [];
  return numbersIn('/proc')
    .filter((pid) => pid !== String(process.pid))
    .flatMap((pid) => {
      const seen = sessionOf(pid);
      return seen === null || seen.session !== own.session || seen.isDead
        ? []
        : [{ pid: Number(pid), name: seen.name }];
    });
}

/** Ends what was found. */
export function endLeftovers(leftovers: readonly Leftover[]): void {
  for (const { pid } of leftovers) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
}

interface Seen {
  readonly name: string;
  readonly session: string;
  /** Ended, and not yet waited for. */
  readonly isDead: boolean;
}

function sessionOf(pid: string): Seen | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const nameEnd = stat.lastIndexOf(')');
    const [state, , , session = ''] = stat.slice(nameEnd + 2).split(' ');
    return {
      name: stat.slice(stat.indexOf('(') + 1, nameEnd),
      session,
      isDead: state === 'Z' || state === 'X',
    };
  } catch {
    return null;
  }
}

function numbersIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}
