import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, freePort, startProgram } from './real-server.js';

export interface RealPostgres {
  /** Of a database that is there, with a user that may do everything. */
  readonly address: string;
  /** Makes an empty database, and returns its address. */
  newDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/** Returns the folder of PostgreSQL's programs, or null; prints prominently how to get them. */
export function findPostgres(): string | null {
  const root = '/usr/lib/postgresql';
  const versions = readdirOrNothing(root).sort((a, b) => Number(b) - Number(a));
  const found = versions
    .map((version) => join(root, version, 'bin'))
    .find((bin) => readdirOrNothing(bin).includes('initdb'));
  if (found !== undefined) return found;
  console.warn('SKIPPED: PostgreSQL is not installed; apt-get install -y --no-install-recommends postgresql');
  return null;
}

/** Starts a PostgreSQL of its own on a loopback port, in a temporary folder. */
export async function startPostgres(bin: string): Promise<RealPostgres> {
  const folder = await mkdtemp(join(tmpdir(), 'perf-postgres-'));
  const user = ordinaryUser();
  if (user !== null) chownSync(folder, user.uid, user.gid);
  const as = user === null ? {} : { uid: user.uid, gid: user.gid };
  const data = join(folder, 'data');
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'perf', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
    {
      ...as,
      encoding: 'utf8',
    },
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}${made.error?.message ?? ''}`);
  const port = await freePort();
  const server = startProgram(
    join(bin, 'postgres'),
    ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-k', folder],
    as,
  );
  const psql = (sql: string): string =>
    execFileSync(
      'psql',
      ['-h', '127.0.0.1', '-p', String(port), '-U', 'perf', '-d', 'postgres', '-qAtc', sql],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
  await eventually(async () => psql('select 1'), { withinMs: 60_000, what: 'PostgreSQL answers' });
  let count = 0;
  const addressOf = (database: string) => `postgres://perf@127.0.0.1:${port}/${database}`;
  return {
    address: addressOf('postgres'),
    newDatabase: async () => {
      const name = `history_${++count}`;
      psql(`create database ${name}`);
      return addressOf(name);
    },
    stop: async () => {
      // SIGINT ends it at once, with all connections.
      await server.stop('SIGINT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root: Debian's package has a user for it. */
function ordinaryUser(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function readdirOrNothing(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
