import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openCache } from './base-cache.js';
import { baseCacheFolder } from './base-cache-folder.js';

it("lies in the user's cache folder, apart for each project", () => {
  const parser = baseCacheFolder('/projects/parser', {}, 'linux');
  expect(parser.startsWith(join(homedir(), '.cache', 'perf-suite', 'base', 'parser-'))).toBe(true);
  expect(baseCacheFolder('/other/parser', {}, 'linux')).not.toBe(parser);
  expect(baseCacheFolder('/projects/parser', {}, 'linux')).toBe(parser);
});

it('goes where each system keeps caches, and where XDG_CACHE_HOME says', () => {
  const folder = (variables: NodeJS.ProcessEnv, platform: NodeJS.Platform) =>
    baseCacheFolder('/projects/parser', variables, platform).split(join('perf-suite', 'base'))[0];
  expect(folder({}, 'darwin')).toBe(join(homedir(), 'Library', 'Caches', '/'));
  expect(folder({ LOCALAPPDATA: '/local' }, 'win32')).toBe('/local/');
  expect(folder({ XDG_CACHE_HOME: '/caches' }, 'darwin')).toBe('/caches/');
  expect(folder({ XDG_CACHE_HOME: 'caches' }, 'linux')).toBe(folder({}, 'linux'));
});

it('is removed once its project is gone', async () => {
  const home = mkdtempSync(join(tmpdir(), 'perf-suite-cache-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const cacheOf = (name: string) => baseCacheFolder(join(home, name), { XDG_CACHE_HOME: home });
  for (const name of ['gone', 'kept']) {
    mkdirSync(join(home, name));
    await openCache(cacheOf(name), join(home, name));
    writeFileSync(join(cacheOf(name), 'a.json'), '{}');
  }
  rmSync(join(home, 'gone'), { recursive: true });
  await openCache(cacheOf('kept'), join(home, 'kept'));
  expect([existsSync(cacheOf('gone')), existsSync(join(cacheOf('kept'), 'a.json'))]).toEqual([false, true]);
});

it('says what to do where it cannot be made', async () => {
  const home = mkdtempSync(join(tmpdir(), 'perf-suite-cache-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  writeFileSync(join(home, 'perf-suite'), 'in the way');
  const opened = openCache(baseCacheFolder('/projects/parser', { XDG_CACHE_HOME: home }), '/projects/parser');
  await expect(opened).rejects.toMatchObject({ hint: expect.stringContaining('XDG_CACHE_HOME') });
});
