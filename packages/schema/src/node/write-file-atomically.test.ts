import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileAtomically } from './write-file-atomically.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'write-atomically-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const onPosix = process.platform !== 'win32';

describe('writeFileAtomically', () => {
  it('makes the folders on the way and leaves nothing but the file', async () => {
    const path = join(folder, 'a', 'b', 'c.json');
    await writeFileAtomically(path, 'one');
    await writeFileAtomically(path, Buffer.from('two'));
    expect(await readFile(path, 'utf8')).toBe('two');
    expect(await readdir(join(folder, 'a', 'b'))).toEqual(['c.json']);
  });

  it('lets a reader see the old content or the new, never a part', async () => {
    const path = join(folder, 'a.json');
    const contents = ['a', 'b'].map((letter) => letter.repeat(3_000_000));
    await writeFileAtomically(path, contents[0] as string);
    let writing = true;
    const writes = (async () => {
      for (let i = 0; i < 10; i++) await writeFileAtomically(path, contents[i % 2] as string);
      writing = false;
    })();
    while (writing) expect(contents).toContain(await readFile(path, 'utf8'));
    await writes;
  });

  it('writes what comes piece by piece, and keeps what was there when that breaks off', async () => {
    const path = join(folder, 'a.om');
    async function* pieces(last: Error | null) {
      yield 'one, ';
      yield Buffer.from('two');
      if (last !== null) throw last;
    }
    await writeFileAtomically(path, pieces(null));
    await expect(writeFileAtomically(path, pieces(new Error('no more')))).rejects.toMatchObject({
      code: 'not-writable',
      message: `${path}: cannot be written: no more`,
    });
    expect(await readFile(path, 'utf8')).toBe('one, two');
    expect(await readdir(folder)).toEqual(['a.om']);
  });

  it.runIf(onPosix)('follows a link', async () => {
    await writeFile(join(folder, 'real.json'), 'old');
    await symlink('real.json', join(folder, 'link.json'));
    await writeFileAtomically(join(folder, 'link.json'), 'new');
    expect(await readFile(join(folder, 'real.json'), 'utf8')).toBe('new');
    expect((await stat(join(folder, 'link.json'))).isFile()).toBe(true);
  });

  it.runIf(onPosix)('writes to a pipe and leaves it a pipe', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('/usr/bin/env', ['mkfifo', pipe]);
    const [text] = await Promise.all([readFile(pipe, 'utf8'), writeFileAtomically(pipe, 'through')]);
    expect(text).toBe('through');
    expect((await stat(pipe)).isFIFO()).toBe(true);
  });

  it('refuses where a folder has the name, and keeps the folder', async () => {
    const path = join(folder, 'a.json');
    await mkdir(path);
    await expect(writeFileAtomically(path, 'x')).rejects.toMatchObject({
      code: 'not-writable',
      message: `${path}: cannot be written: there is a folder of that name`,
    });
    expect(await readdir(folder)).toEqual(['a.json']);
  });

  it('refuses where a file stands in the way of a folder, and keeps the file', async () => {
    await writeFile(join(folder, 'runs'), 'mine');
    const path = join(folder, 'runs', 'a.json');
    await expect(writeFileAtomically(path, 'x')).rejects.toMatchObject({
      code: 'not-writable',
      message: `${path}: cannot be written: a part of its path is a file, not a folder`,
      hint: expect.stringContaining('--out'),
    });
    expect(await readFile(join(folder, 'runs'), 'utf8')).toBe('mine');
  });

  it('refuses a name that is too long for the file system', async () => {
    const path = join(folder, `${'x'.repeat(300)}.json`);
    await expect(writeFileAtomically(path, 'x')).rejects.toMatchObject({ code: 'not-writable' });
  });

  it.runIf(onPosix)('says that the disk is full', async () => {
    // A device that refuses each write as a full disk does.
    await expect(writeFileAtomically('/dev/full', 'x')).rejects.toMatchObject({
      code: 'not-writable',
      message: '/dev/full: cannot be written: the disk is full',
      hint: expect.stringContaining('Free some space'),
    });
  });
});
