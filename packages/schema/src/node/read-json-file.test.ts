import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readJsonFile } from './read-json-file.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-json-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function fileWith(content: string | Uint8Array, name = 'a.json'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe('readJsonFile', () => {
  it('returns plain JSON, with a byte order mark or without', async () => {
    expect(await readJsonFile(await fileWith('{"a":[1]}'))).toEqual({ a: [1] });
    expect(await readJsonFile(await fileWith('\uFEFF{"a":1}'))).toEqual({ a: 1 });
  });

  it('unpacks gzip whatever the name is', async () => {
    const packed = gzipSync('{"a":1}');
    expect(await readJsonFile(await fileWith(packed, 'a.json.gz'))).toEqual({ a: 1 });
    expect(await readJsonFile(await fileWith(packed))).toEqual({ a: 1 });
    expect(await readJsonFile(await fileWith('{"a":1}', 'plain.gz'))).toEqual({ a: 1 });
  });

  it.skipIf(process.platform === 'win32')('reads a pipe', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('/usr/bin/env', ['mkfifo', pipe]);
    const [value] = await Promise.all([readJsonFile(pipe), writeFile(pipe, '{"a":1}')]);
    expect(value).toEqual({ a: 1 });
  });

  it('says where there is no file, or a folder', async () => {
    await expect(readJsonFile(join(folder, 'gone.json'))).rejects.toMatchObject({
      code: 'not-found',
      message: `${join(folder, 'gone.json')}: expected a file, found none`,
    });
    await expect(readJsonFile(folder)).rejects.toMatchObject({
      code: 'bad-file',
      message: `${folder}: expected a file, found a folder`,
    });
  });

  it.each([
    ['nothing', '', /found an empty file/],
    ['white space', ' \n', /found an empty file/],
    ['half a document', '{"a":[1,', /expected JSON, found something else/],
    ['NaN', '{"a":NaN}', /expected JSON, found something else/],
    ['cut gzip', gzipSync('{"a":1}').subarray(0, 15), /cannot be unpacked: unexpected end/],
    ['damaged gzip', Uint8Array.of(0x1f, 0x8b, 1, 2, 3, 4), /cannot be unpacked/],
  ])('refuses %s', async (_, content, message) => {
    const path = await fileWith(content);
    await expect(readJsonFile(path)).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringMatching(message),
    });
  });

  it('refuses more bytes than the limit, plain or unpacked, without reading on', async () => {
    const plain = await fileWith(JSON.stringify('x'.repeat(2000)));
    await expect(readJsonFile(plain, 1000)).rejects.toMatchObject({
      code: 'bad-file',
      message: `${plain}: expected at most 1000 bytes, found more`,
    });
    const bomb = await fileWith(gzipSync(Buffer.alloc(10_000_000, ' ')), 'bomb.json.gz');
    await expect(readJsonFile(bomb, 100_000)).rejects.toMatchObject({
      code: 'bad-file',
      message: `${bomb}: expected at most 100000 bytes, found more`,
    });
  });

  it.skipIf(process.platform === 'win32')('stops at the limit in a file without end', async () => {
    await expect(readJsonFile('/dev/zero', 3_000_000)).rejects.toThrow('expected at most 3000000 bytes');
  });
});
