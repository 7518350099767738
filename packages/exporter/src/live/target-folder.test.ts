import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXPIRY_MS } from './live-target.js';
import { openTargetFile } from './target-file.js';
import { TargetFolder, targetFileName } from './target-folder.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-targets-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;
const put = (name: string) => writeFile(join(folder, name), '[]');

describe('openTargetFile', () => {
  it('writes what file-based discovery reads, beside those of other runs, until it is removed', async () => {
    const target = { address: '127.0.0.1:8000', scheme: 'http' } as const;
    const first = await openTargetFile(folder, { ...target, run: 'r1' });
    const second = await openTargetFile(folder, {
      address: '[::1]:8001',
      scheme: 'https',
      run: '2026-03-01T10-00-00Z-abc/../..',
    });
    expect(await readdir(folder)).toHaveLength(2);
    expect(JSON.parse(await readFile(second.path, 'utf8'))).toEqual([
      {
        targets: ['[::1]:8001'],
        labels: { run: '2026-03-01T10-00-00Z-abc/../..', __scheme__: 'https' },
      },
    ]);
    await first.remove();
    await second.remove();
    await second.remove();
    expect(await readdir(folder)).toEqual([]);
  });

  it('makes the folder, and removes what a killed run left in it', async () => {
    await put(targetFileName('killed', deadPid()));
    const file = await openTargetFile(folder, { run: 'r1', address: '127.0.0.1:8000', scheme: 'http' });
    expect(await readdir(folder)).toEqual([targetFileName('r1', process.pid)]);
    await file.remove();
    const deeper = await openTargetFile(join(folder, 'a', 'live'), {
      run: 'r1',
      address: '127.0.0.1:8000',
      scheme: 'http',
    });
    await deeper.remove();
  });
});

describe('TargetFolder', () => {
  it('leaves files of other programs and of living processes alone', async () => {
    let nowMs = 0;
    const targets = new TargetFolder(folder, () => nowMs);
    await put('mine.json');
    await put('1@here.json');
    const own = targetFileName('r1', process.pid);
    await put(own);
    for (; nowMs < 3 * EXPIRY_MS; nowMs += EXPIRY_MS / 2) {
      await utimes(join(folder, own), 1_000 + nowMs / 1_000, 1_000 + nowMs / 1_000);
      await targets.removeAbandoned();
    }
    expect((await readdir(folder)).sort()).toEqual(['1@here.json', 'mine.json', own].sort());
  });

  it('removes a file of another machine once it was untouched for half a minute, however wrong its clock is', async () => {
    let nowMs = 0;
    const targets = new TargetFolder(folder, () => nowMs);
    const name = `${process.pid}@another-machine@r1.json`;
    await put(name);
    await utimes(join(folder, name), 4e9, 4e9);
    await targets.removeAbandoned();
    nowMs = EXPIRY_MS;
    await targets.removeAbandoned();
    expect(await readdir(folder)).toEqual([name]);
    nowMs = EXPIRY_MS + 1;
    await targets.removeAbandoned();
    expect(await readdir(folder)).toEqual([]);
  });

  it('does not mind a folder that is not there, or a folder of such a name', async () => {
    await new TargetFolder(join(folder, 'missing'), () => 0).removeAbandoned();
    await mkdir(join(folder, targetFileName('odd', deadPid())));
    await new TargetFolder(folder, () => 0).removeAbandoned();
  });
});
