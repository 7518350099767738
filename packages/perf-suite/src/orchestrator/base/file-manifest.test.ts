import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { checkManifest, manifestOf } from './file-manifest.js';

const isWindows = process.platform === 'win32';

function newTree(): string {
  const folder = mkdtempSync(join(tmpdir(), 'perf-manifest-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const path of ['a.js', 'b.js', 'src/c.js', 'node_modules/dep/index.js', 'node_modules/.cache/x']) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), `// ${path}\n`);
  }
  if (!isWindows) symlinkSync('a.js', join(folder, 'link.js'));
  return folder;
}

async function changedBy(change: (folder: string) => void): Promise<readonly string[]> {
  const folder = newTree();
  const manifest = await manifestOf(folder);
  change(folder);
  return (await checkManifest(folder, manifest)).changed;
}

it('finds nothing where nothing changed, nor where only times and inodes did', async () => {
  expect(await changedBy(() => {})).toEqual([]);
  const folder = newTree();
  const manifest = await manifestOf(folder);
  utimesSync(join(folder, 'a.js'), 1, 1);
  renameSync(join(folder, 'b.js'), join(folder, 'x'));
  writeFileSync(join(folder, 'b.js'), '// b.js\n');
  rmSync(join(folder, 'x'));
  const check = await checkManifest(folder, manifest);
  expect(check.changed).toEqual([]);
  expect(check.refreshed).not.toBeNull();
  expect(await checkManifest(folder, check.refreshed ?? {})).toEqual({ changed: [], refreshed: null });
});

it('finds what was edited, added, removed or swapped, in installed packages too', async () => {
  const packaged = 'node_modules/dep/index.js';
  expect(await changedBy((folder) => appendFileSync(join(folder, packaged), '//'))).toEqual([packaged]);
  expect(await changedBy((folder) => rmSync(join(folder, 'src'), { recursive: true }))).toEqual(['src/c.js']);
  expect(await changedBy((folder) => writeFileSync(join(folder, 'src/new.js'), ''))).toEqual(['src/new.js']);
  const swapped = await changedBy((folder) => {
    renameSync(join(folder, 'a.js'), join(folder, 'x'));
    renameSync(join(folder, 'b.js'), join(folder, 'a.js'));
    renameSync(join(folder, 'x'), join(folder, 'b.js'));
  });
  expect(swapped).toEqual(['a.js', 'b.js']);
});

it('finds an edit that keeps the size and puts the time back', async () => {
  const changed = await changedBy((folder) => {
    const path = join(folder, 'a.js');
    const { atime, mtime } = statSync(path);
    writeFileSync(path, '// A.js\n');
    utimesSync(path, atime, mtime);
  });
  expect(changed).toEqual(['a.js']);
});

it('leaves out what tools keep between runs', async () => {
  expect(await changedBy((folder) => writeFileSync(join(folder, 'node_modules/.cache/y'), ''))).toEqual([]);
});

it.skipIf(isWindows)('finds links that lead elsewhere, modes, and what is no file any more', async () => {
  const relinked = await changedBy((folder) => {
    rmSync(join(folder, 'link.js'));
    symlinkSync('b.js', join(folder, 'link.js'));
  });
  expect(relinked).toEqual(['link.js']);
  const linked = await changedBy((folder) => {
    renameSync(join(folder, 'src'), join(folder, 'other'));
    symlinkSync('other', join(folder, 'src'));
  });
  expect(linked).toEqual(['other/c.js', 'src', 'src/c.js']);
  expect(await changedBy((folder) => chmodSync(join(folder, 'a.js'), 0o755))).toEqual(['a.js']);
  const piped = await changedBy((folder) => {
    rmSync(join(folder, 'a.js'));
    execFileSync('sh', ['-c', 'mkfifo "$0"', join(folder, 'a.js')]);
  });
  expect(piped).toEqual(['a.js']);
});
