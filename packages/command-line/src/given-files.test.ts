import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readGivenFile, readTls } from './given-files.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'given-files-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('names the flag of a file that is not there, too large, or none', async () => {
  await expect(readGivenFile(join(folder, 'gone'), '--token-file')).rejects.toMatchObject({
    code: 'not-found',
    message: `--token-file: ${join(folder, 'gone')} cannot be read: expected a file, found none`,
  });
  const large = join(folder, 'large');
  await writeFile(large, 'x'.repeat(1024 * 1024 + 1));
  await expect(readGivenFile(large, '--token-file')).rejects.toThrow('expected at most 1048576 bytes');
  if (process.platform === 'win32') return;
  const pipe = join(folder, 'pipe');
  execFileSync('/usr/bin/env', ['mkfifo', pipe]);
  await expect(readTls(pipe, pipe)).rejects.toThrow(/^--tls-cert: .*found a named pipe/);
});

it('refuses what is no certificate and key before a server is started with it, and shows nothing of them', async () => {
  const path = join(folder, 'key.pem');
  await writeFile(path, '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n');
  const error = await readTls(path, path).catch((cause: unknown) => cause);
  expect(error).toMatchObject({ code: 'bad-file', message: expect.stringContaining('private key in PEM') });
  expect(String(error)).not.toContain('c2VjcmV0');
});
