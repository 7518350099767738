import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@perf-suite/history';
import { runHistory, startHistory } from '@perf-suite/testing/history-command';
import { findPostgres, startPostgres } from '@perf-suite/testing/real-postgres';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { historyRun } from './sample-history.js';
import { all } from './store-contract.js';

const bin = findPostgres();

// Ends what hangs: to start 50 processes at once takes a busy machine minutes.
vi.setConfig({ testTimeout: 600_000 });

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'perf-history-pushes-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Pushes from 50 processes, as many at once as are started, each a run of its own. */
async function pushFifty(folder: string, urls: readonly string[]): Promise<(number | null)[]> {
  return Promise.all(
    Array.from({ length: 50 }, async (_, i) => {
      const file = join(folder, `${i}.jsonl`);
      await writeFile(
        file,
        `${JSON.stringify({ kind: 'history-run', schemaVersion: 1, run: historyRun(i) })}\n`,
      );
      const args = [
        'push',
        file,
        '--server',
        urls[i % urls.length] as string,
        '--queue',
        join(folder, `queue-${i}`),
      ];
      return (await runHistory(args)).code;
    }),
  );
}

async function expectAll(address: string): Promise<void> {
  const store = await openStore(address);
  expect((await store.runs({})).map(({ id }) => id)).toEqual(
    Array.from({ length: 50 }, (_, i) => `run-${i}`),
  );
  expect((await all(store, {})).map(({ points }) => points.length)).toEqual([50, 50]);
  expect(await store.check()).toEqual([]);
  await store.close();
}

it('50 jobs that push at once to a server with SQLite lose nothing', async () => {
  const folder = await newFolder();
  const path = join(folder, 'history.db');
  const { url, program } = await startHistory(['--store', path]);
  onTestFinished(async () => void (await program.stop()));
  expect(new Set(await pushFifty(folder, [url]))).toEqual(new Set([0]));
  expect(await program.stop()).toBe(0);
  await expectAll(path);
});

describe.skipIf(bin === null)('PostgreSQL', () => {
  it('loses nothing where 50 jobs push at once to two servers before it', async () => {
    const folder = await newFolder();
    const postgres = await startPostgres(bin as string);
    onTestFinished(() => postgres.stop());
    const address = await postgres.newDatabase();
    const servers = [
      await startHistory(['--store', address]),
      await startHistory(['--store', address]),
    ] as const;
    onTestFinished(async () => {
      for (const { program } of servers) await program.stop();
    });
    const codes = await pushFifty(
      folder,
      servers.map(({ url }) => url),
    );
    expect(new Set(codes)).toEqual(new Set([0]));
    await expectAll(address);
  });
});
