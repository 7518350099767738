import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFolder } from './make-folder.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'make-folder-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('makeFolder', () => {
  it('makes what is missing, and nothing twice, however many ask at once', async () => {
    const deep = join(folder, 'a', 'b', 'c');
    await Promise.all([makeFolder(deep), makeFolder(deep), makeFolder(join(folder, 'a'))]);
    await makeFolder(deep);
    expect((await stat(deep)).isDirectory()).toBe(true);
  });

  it('lets git ignore a folder .perf that it makes, and leaves one alone that was there', async () => {
    await makeFolder(join(folder, 'project', '.perf', 'runs'));
    expect(await readFile(join(folder, 'project', '.perf', '.gitignore'), 'utf8')).toBe('*\n');
    await rm(join(folder, 'project', '.perf', '.gitignore'));
    await makeFolder(join(folder, 'project', '.perf', 'cache'));
    expect((await readdir(join(folder, 'project', '.perf'))).sort()).toEqual(['cache', 'runs']);
  });

  it('throws where a file is in the way, at the end or on the way', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expect(makeFolder(file)).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(makeFolder(join(file, 'below'))).rejects.toThrow();
  });

  it.runIf(process.platform === 'linux')('throws where the system finds no place for a folder', async () => {
    await expect(makeFolder('/proc/no-such-place/below')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
