import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readJsonFile } from './read-json-file.js';

const BUILT = new URL('../../dist/node/index.js', import.meta.url).href;

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

  it.skipIf(process.platform === 'win32')('follows a symbolic link to a file', async () => {
    const link = join(folder, 'link.run.json');
    await symlink(await fileWith('{"a":1}'), link);
    expect(await readJsonFile(link)).toEqual({ a: 1 });
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

  it.each([
    ['empty lists', `[${'[],'.repeat(3_000_000)}[]]`, /found more than 1500000 objects and lists/],
    ['empty objects', `[${'{},'.repeat(3_000_000)}{}]`, /found more than 1500000 objects and lists/],
    ['numbers', `[${'1,'.repeat(6_000_000)}1]`, /found more than 5000000 values/],
    [
      'depth',
      `${'['.repeat(1_000)}${']'.repeat(1_000)}`,
      /found more than 64 objects and lists inside each other/,
    ],
    [
      'keys',
      `{${Array.from({ length: 10_002 }, (_, i) => `"${i}":1`)}}`,
      /found an object of more than 10000 keys/,
    ],
    ['one text', `["${'\\"'.repeat(17 * 1024 * 1024)}"]`, /found one text of more than 33554432 bytes/],
  ])('refuses more structure than a run file can have: %s, plain and packed', async (_, text, message) => {
    for (const content of [text, gzipSync(text, { level: 1 })]) {
      await expect(readJsonFile(await fileWith(content))).rejects.toMatchObject({
        code: 'bad-file',
        message: expect.stringMatching(message),
      });
    }
  });

  it('counts no structure inside texts', async () => {
    const text = `[,]{:}\\"`.repeat(2_000_000);
    expect(await readJsonFile(await fileWith(JSON.stringify([text])))).toEqual([text]);
  });
});

describe.skipIf(process.platform === 'win32')('what is no file', () => {
  it('is refused at once by its kind, a symbolic link to it too', async () => {
    const pipe = join(folder, 'pipe.run.json');
    execFileSync('/usr/bin/env', ['mkfifo', pipe]);
    const socket = join(folder, 'socket.run.json');
    const server = createServer().listen(socket);
    await once(server, 'listening');
    const device = join(folder, 'device.run.json');
    await symlink('/dev/zero', device);
    try {
      for (const [path, kind] of [
        [pipe, 'a named pipe'],
        [socket, 'a socket'],
        [device, 'a device'],
        ['/dev/zero', 'a device'],
      ] as const) {
        await expect(readJsonFile(path)).rejects.toMatchObject({
          code: 'bad-file',
          message: `${path}: expected a file, found ${kind}`,
        });
      }
    } finally {
      server.close();
    }
  });

  it('is read where the process was handed it', () => {
    const read = `import { readJsonFile } from ${JSON.stringify(BUILT)}; console.log(await readJsonFile('/dev/stdin'));`;
    const shell = `echo '{"a":1}' | "$0" --input-type=module -e "$1"`;
    expect(execFileSync('/bin/sh', ['-c', shell, process.execPath, read], { encoding: 'utf8' })).toBe(
      '{ a: 1 }\n',
    );
  });
});
