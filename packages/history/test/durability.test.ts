import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStore } from '@perf-suite/history';
import { HISTORY_COMMAND, runHistory } from '@perf-suite/testing/history-command';
import type { Kysely } from 'kysely';
import Database from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate, migrationsFor } from '../src/store/sql/migrations.js';
import { openSqlite } from '../src/store/sql/sqlite-database.js';
import { historyRun } from './store/sample-history.js';
import { all } from './store/store-contract.js';

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-history-durability-'));
  path = join(folder, 'history.db');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const WRITER = fileURLToPath(new URL('writer.mjs', import.meta.url));

async function idsThere(): Promise<Set<string>> {
  const store = await openStore(path);
  try {
    expect(await store.check()).toEqual([]);
    return new Set((await store.runs({})).map(({ id }) => id));
  } finally {
    await store.close();
  }
}

/** Runs a writer until `enough` runs are acknowledged, then kills it; returns their ids. */
async function killedWriter(name: string, enough: number): Promise<string[]> {
  const child = spawn(process.execPath, [WRITER, path, name], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (part) => {
    text += part;
    if (text.split('\n').length > enough) child.kill('SIGKILL');
  });
  await once(child, 'close');
  // Its last line may have been cut.
  return text.split('\n').slice(0, -1);
}

/** Moves what is in the write-ahead log to the file of the database. */
function moveIntoFile(): void {
  const database = new Database(path);
  database.exec('pragma wal_checkpoint(truncate)');
  database.close();
}

describe('a SQLite store', () => {
  it('loses nothing that was acknowledged when its writers are killed, again and again', async () => {
    const acknowledged: string[] = [];
    for (let i = 0; i < 6; i++) {
      const both = await Promise.all([killedWriter(`a${i}`, 3 + 2 * i), killedWriter(`b${i}`, 5)]);
      acknowledged.push(...both.flat());
      const there = await idsThere();
      expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
    }
    expect(acknowledged.length).toBeGreaterThan(60);
  });

  it('lets processes write at the same time, and keeps all of it', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const ended = await Promise.all(
      names.map(async (name) => {
        const child = spawn(process.execPath, [WRITER, path, name, '15'], {
          stdio: ['ignore', 'ignore', 'inherit'],
        });
        return (await once(child, 'close'))[0];
      }),
    );
    expect(ended).toEqual([0, 0, 0, 0]);
    expect((await idsThere()).size).toBe(60);
    const store = await openStore(path);
    expect((await all(store, {})).map(({ points }) => points.length)).toEqual([60, 60]);
    await store.close();
  });

  it('keeps what it has where the disk takes no more, says so, and goes on when it does', async () => {
    const store = await openStore(path);
    for (let i = 0; i < 5; i++) await store.add(historyRun(i), null);
    await store.close();
    await writeFile(join(folder, 'many.jsonl'), manyRuns(400));
    // A limit of file sizes fails as a full disk does; the signal that comes with it is ignored.
    const limited = `trap '' XFSZ; ulimit -f 400; exec "$0" "$@"`;
    const args = [limited, process.execPath, HISTORY_COMMAND, 'add', 'many.jsonl', '--store', path];
    const child = spawn('bash', ['-c', ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    let err = '';
    child.stderr.on('data', (part) => {
      err += part;
    });
    const [code] = await once(child, 'close');
    expect([code, err]).toEqual([2, expect.stringMatching(/cannot be written/)]);
    const kept = await idsThere();
    expect(kept.size).toBeGreaterThanOrEqual(5);
    expect(kept.size).toBeLessThan(405);
    expect((await runHistory(['add', 'many.jsonl', '--store', path], { cwd: folder })).code).toBe(0);
    expect((await idsThere()).size).toBe(405);
  });

  it('names what is damaged, and makes series again that can be', async () => {
    const store = await openStore(path);
    for (let i = 0; i < 100; i++) await store.add(historyRun(i), null);
    await store.close();
    const database = new Database(path);
    database.exec("update point_chunk set data = x'00' where series_id = 1");
    database.exec('delete from point_chunk where series_id = 2');
    database.close();
    const broken = await runHistory(['check', '--store', path]);
    expect(broken).toMatchObject({
      code: 2,
      out: expect.stringContaining('points of "a.bench.ts#parse" are damaged'),
    });
    expect(await runHistory(['check', '--repair', '--store', path])).toMatchObject({ code: 0, out: '' });
    const repaired = await openStore(path);
    expect((await all(repaired, {})).map(({ points }) => points.length)).toEqual([100, 100]);
    await repaired.close();
  });

  it('names a database whose pages are damaged', async () => {
    const store = await openStore(path);
    for (let i = 0; i < 50; i++) await store.add(historyRun(i), null);
    await store.close();
    moveIntoFile();
    const bytes = await readFile(path);
    const file = await open(path, 'r+');
    for (let page = 2; page * 4096 < bytes.length; page++)
      await file.write(Buffer.alloc(64, 0xff), 0, 64, page * 4096);
    await file.close();
    const listed = await runHistory(['list', '--store', path]);
    expect(listed).toMatchObject({ code: 2, err: expect.stringContaining('the database is damaged') });
  });

  it('undoes a migration that fails, and leaves what was there', async () => {
    const store = await openStore(path);
    await store.add(historyRun(1), null);
    await store.close();
    const db = openSqlite(path, { mustExist: true });
    const broken = {
      ...migrationsFor('sqlite'),
      '0002-broken': {
        // biome-ignore lint/suspicious/noExplicitAny: tables of another version
        up: async (tx: Kysely<any>) => {
          await tx.schema.createTable('new_table').addColumn('id', 'integer').execute();
          await tx.deleteFrom('run').execute();
          await tx.schema.alterTable('no_such_table').addColumn('x', 'text').execute();
        },
      },
    };
    await expect(migrate(db, path, broken)).rejects.toThrow(/no_such_table/);
    await db.destroy();
    const again = await openStore(path);
    expect(await again.run('run-1')).toEqual(historyRun(1));
    expect(await again.check()).toEqual([]);
    await again.close();
  });

  it('refuses what a newer version made, and changes nothing', async () => {
    const store = await openStore(path);
    await store.add(historyRun(1), null);
    await store.close();
    const database = new Database(path);
    database.exec("insert into kysely_migration values ('0099-later', '2099-01-01T00:00:00.000Z')");
    database.exec('alter table run drop column summary');
    database.close();
    moveIntoFile();
    const before = await readFile(path);
    const ended = await runHistory(['list', '--store', path]);
    expect(ended).toMatchObject({
      code: 2,
      err: expect.stringContaining('made by a newer version of perf-history'),
    });
    expect((await readFile(path)).equals(before)).toBe(true);
  });

  it('is begun once where several processes open it first', async () => {
    const opened = await Promise.all(
      ['a', 'b', 'c', 'd'].map((name) => {
        const child = spawn(process.execPath, [WRITER, path, name, '1'], {
          stdio: ['ignore', 'ignore', 'inherit'],
        });
        return once(child, 'close');
      }),
    );
    expect(opened.map(([code]) => code)).toEqual([0, 0, 0, 0]);
    expect((await idsThere()).size).toBe(4);
  });
});

describe('a git store', () => {
  it('loses no commit when its writer is killed', async () => {
    const git = (...args: string[]) =>
      execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    git('init', '-q');
    const acknowledged: string[] = [];
    for (let i = 0; i < 3; i++) {
      const child = spawn(process.execPath, [WRITER, 'git', `k${i}`], {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let text = '';
      child.stdout.on('data', (part) => {
        text += part;
        if (text.split('\n').length > 3) child.kill('SIGKILL');
      });
      await once(child, 'close');
      acknowledged.push(...text.split('\n').slice(0, -1));
      const store = await openStore('git', { folder });
      const there = new Set((await store.runs({})).map(({ id }) => id));
      expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
      await store.close();
    }
    expect(git('fsck', '--no-dangling')).toBe('');
  });
});

function manyRuns(count: number): string {
  const lines = Array.from({ length: count }, (_, i) =>
    JSON.stringify({ kind: 'history-run', schemaVersion: 1, run: historyRun(i, { id: `many-${i}` }) }),
  );
  return `${lines.join('\n')}\n`;
}
