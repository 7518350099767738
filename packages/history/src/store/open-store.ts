import { existsSync } from 'node:fs';
import { closestWord, PerfError } from '@perf-suite/schema';
import type { HistoryStore } from './history-store.js';

export const DEFAULT_STORE = '.perf/history.db';

export interface OpenOptions {
  /** Refuse a history that is not there, instead of beginning one. */
  readonly mustExist?: boolean;
  /** Of a git branch: push what is added to the repository's remote; true unless given. */
  readonly push?: boolean;
  /** Of a git branch: a folder of its repository; the working folder unless given. */
  readonly folder?: string;
  /** Told what is no reason to end. */
  readonly warn?: (message: string) => void;
}

/**
 * Opens a history.
 * @param address a path or `sqlite:PATH`, `postgres://user:password@host/database`, `git` or `git:BRANCH` of the
 *   repository of the working folder
 * @throws {PerfError} `bad-usage` for another address; `future-version` when a newer version made it; `not-found`,
 *   `not-writable`, `bad-file`, `unreachable`
 */
export async function openStore(
  address: string = DEFAULT_STORE,
  options: OpenOptions = {},
): Promise<HistoryStore> {
  const { mustExist = false, push = true, folder = process.cwd(), warn = () => undefined } = options;
  const branch = /^git(?::(.*))?$/.exec(address);
  if (branch !== null) {
    const { DEFAULT_BRANCH, GitStore } = await import('./git/git-store.js');
    return GitStore.open({ folder, branch: branch[1] || DEFAULT_BRANCH, push, mustExist, warn });
  }
  const { SqlStore } = await import('./sql/sql-store.js');
  if (/^postgres(ql)?:\/\//.test(address)) {
    const { openPostgres } = await import('./sql/postgres-database.js');
    return SqlStore.open({ db: openPostgres(address), kind: 'postgres', name: withoutPassword(address) });
  }
  const path = address.replace(/^sqlite:/, '');
  if (path === '' || /^[a-z][a-z+]+:\/\//i.test(path)) {
    throw new PerfError(
      'bad-usage',
      `--store: expected a file, postgres://… or git, found ${JSON.stringify(withoutPassword(address))}`,
      { hint: `Leave it out for ${DEFAULT_STORE}.` },
    );
  }
  const meant = /^\w+$/.test(path) && !mustExist && !existsSync(path) ? closestWord(path, ['git']) : null;
  if (meant !== null) {
    throw new PerfError('bad-usage', `--store: expected a file, postgres://… or git, found "${path}"`, {
      hint: `Did you mean ${meant}? A file of that name is ./${path}`,
    });
  }
  const { openSqlite } = await import('./sql/sqlite-database.js');
  return SqlStore.open({ db: openSqlite(path, { mustExist }), kind: 'sqlite', name: path });
}

/** Returns an address as it may be shown. */
export function withoutPassword(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  url.password = '';
  url.search = '';
  return url.href;
}
