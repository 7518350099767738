import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { evictUnused, markUsed, noteUse, openCache, readNote } from './base-cache.js';

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'perf-suite-cache-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Makes a cache that holds bases of these keys, the last used first. */
async function cacheWith(...keys: string[]): Promise<string> {
  const root = newFolder();
  const cache = join(root, 'cache', 'project');
  await openCache(cache, root);
  for (const [i, key] of keys.entries()) await noteUse(cache, { key, manifestHash: '' }, 1000 - i);
  return cache;
}

it('keeps the bases that were used last', async () => {
  const cache = await cacheWith('new', 'old', 'older');
  const removed: string[] = [];
  await evictUnused(cache, async (folder) => void removed.push(folder), 1);
  expect(removed).toEqual([join(cache, 'old'), join(cache, 'older')]);
  expect(await readNote(cache, 'new')).not.toBeNull();
});

it('keeps a base that a run begins to use while another one is removed', async () => {
  const cache = await cacheWith('first', 'second');
  const removed: string[] = [];
  const remove = async (folder: string): Promise<void> => {
    removed.push(folder);
    await markUsed(cache, 'second');
  };
  await evictUnused(cache, remove, 0);
  expect(removed).toEqual([join(cache, 'first')]);
  expect(await readNote(cache, 'second')).not.toBeNull();
  expect(existsSync(join(cache, 'second.lock'))).toBe(false);
});

it('a base that cannot be removed stops nothing, and is locked no longer', async () => {
  const cache = await cacheWith('first', 'second');
  const removed: string[] = [];
  const remove = async (folder: string): Promise<void> => {
    removed.push(folder);
    throw new Error('EACCES');
  };
  await evictUnused(cache, remove, 0);
  expect(removed).toHaveLength(2);
  expect(existsSync(join(cache, 'first.lock'))).toBe(false);
});

/** A namespace of its own, where anyone may mount a disk: what is mounted cannot be removed, not even by root. */
const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

it.skipIf(!canMount)("another project's cache that cannot be removed is left alone", async () => {
  const home = newFolder();
  const gone = join(home, 'gone');
  mkdirSync(join(home, 'project'));
  await openCache(gone, join(home, 'project'));
  rmSync(join(home, 'project'), { recursive: true });
  mkdirSync(join(gone, 'disk'));
  const program = join(home, 'open.mjs');
  const module = new URL('../../../dist/orchestrator/base/base-cache.js', import.meta.url);
  writeFileSync(
    program,
    `import { openCache } from '${module}'; await openCache(${JSON.stringify(join(home, 'own'))}, '/');`,
  );
  const command = 'mount -t tmpfs tmpfs "$0" && exec "$@"';
  const args = ['-rm', 'sh', '-c', command, join(gone, 'disk'), process.execPath, program];
  const { status, stderr } = spawnSync('unshare', args, { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(existsSync(gone)).toBe(true);
});

it('keeps its folder when many runs open it at once', async () => {
  const root = newFolder();
  const cache = join(root, 'cache', 'project');
  for (let trial = 0; trial < 20; trial++) {
    await Promise.all(Array.from({ length: 10 }, () => openCache(cache, root)));
    expect(existsSync(join(cache, 'in-use'))).toBe(true);
  }
});
