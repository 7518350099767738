import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { stalePatch } from './stale-patch.js';

type Files = Readonly<Record<string, string>>;

/** Writes both checkouts, and returns what is said where head loads these files of its packages. */
function saidOf(both: Files, base: Files, head: Files): string | null {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'perf-patch-')));
  onTestFinished(() => rmSync(top, { recursive: true, force: true }));
  for (const [side, own] of Object.entries({ base, head })) {
    mkdirSync(join(top, side, '.git'), { recursive: true });
    for (const [path, content] of Object.entries({ ...both, ...own })) {
      mkdirSync(dirname(join(top, side, path)), { recursive: true });
      writeFileSync(join(top, side, path), content);
    }
  }
  const root = join(top, 'head');
  const loaded = Object.keys({ ...both, ...head }).filter((path) => path.includes('node_modules'));
  const inBase = (path: string): string => join(top, 'base', relative(root, path));
  return (
    stalePatch(
      loaded.map((path) => join(root, path)),
      root,
      inBase,
    )?.message ?? null
  );
}

const diff = (file: string, added: string, place = 1): string =>
  `diff --git a/${file} b/${file}\n--- a/${file}\n+++ b/${file}\n@@ -${place} +${place} @@\n-old\n+${added}\n`;

const INSTALLED = { 'node_modules/lib/index.js': 'one', 'node_modules/@a/lib/index.js': 'one' };

describe('a patch that head changes', () => {
  it.each([
    ['patches/lib@1.0.0.patch', 'index.js'],
    ['patches/lib.patch', 'index.js'],
    ['patches/@a__lib@1.0.0.patch', 'index.js'],
    ['patches/lib+1.0.0.patch', 'node_modules/lib/index.js'],
    ['patches/@a+lib+1.0.0.patch', 'node_modules/@a/lib/index.js'],
    ['.yarn/patches/@a-lib-npm-1.0.0-0123456789.patch', 'index.js'],
  ])('is told where it is not installed: %s', (patch, file) => {
    const said = saidOf(INSTALLED, { [patch]: diff(file, 'one') }, { [patch]: diff(file, 'two') });
    expect(said).toContain(`head's ${patch} is another than base's`);
    expect(said).toContain(`same code of ${patch.includes('@a') ? '@a/lib' : 'lib'}:`);
  });

  it('is told where base has no such patch', () => {
    const head = { 'patches/lib@1.0.0.patch': diff('index.js', 'two') };
    expect(saidOf(INSTALLED, {}, head)).toContain('is not installed');
  });

  it('is no matter where it is installed', () => {
    const patch = 'patches/lib@1.0.0.patch';
    const head = { [patch]: diff('index.js', 'two'), 'node_modules/lib/index.js': 'two' };
    expect(saidOf(INSTALLED, { [patch]: diff('index.js', 'one') }, head)).toBeNull();
  });

  it('is no matter where it changes nothing of what was loaded', () => {
    const patch = 'patches/lib@1.0.0.patch';
    const base = { [patch]: diff('index.js', 'one') + diff('other.js', 'one') };
    const head = { [patch]: diff('index.js', 'one', 7) + diff('other.js', 'two') };
    expect(saidOf(INSTALLED, base, head)).toBeNull();
    const ofOther = { 'patches/library@1.0.0.patch': diff('index.js', 'two') };
    expect(saidOf(INSTALLED, {}, ofOther)).toBeNull();
  });
});
