import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { baseCacheFolder } from './base-cache-folder.js';

it("lies in the user's cache folder, apart for each project", () => {
  const parser = baseCacheFolder('/work/parser', {}, 'linux');
  expect(parser.startsWith(join(homedir(), '.cache', 'perf-suite', 'base', 'parser-'))).toBe(true);
  expect(baseCacheFolder('/other/parser', {}, 'linux')).not.toBe(parser);
  expect(baseCacheFolder('/work/parser', {}, 'linux')).toBe(parser);
});

it('goes where each system keeps caches, and where XDG_CACHE_HOME says', () => {
  const folder = (variables: NodeJS.ProcessEnv, platform: NodeJS.Platform) =>
    baseCacheFolder('/work/parser', variables, platform).split(join('perf-suite', 'base'))[0];
  expect(folder({}, 'darwin')).toBe(join(homedir(), 'Library', 'Caches', '/'));
  expect(folder({ LOCALAPPDATA: '/local' }, 'win32')).toBe('/local/');
  expect(folder({ XDG_CACHE_HOME: '/caches' }, 'darwin')).toBe('/caches/');
});
