import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { staleLock } from './stale-lock.js';

type Files = Readonly<Record<string, string | object>>;

/** Writes both checkouts, and returns what is said where head loads `lib`, installed in this version. */
function saidOf(base: Files, head: Files, installed = '1.0.0'): string | null {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'perf-lock-')));
  onTestFinished(() => rmSync(top, { recursive: true, force: true }));
  const lib = { 'node_modules/lib/package.json': { version: installed }, 'node_modules/lib/index.js': '' };
  for (const [side, files] of Object.entries({ base, head })) {
    mkdirSync(join(top, side, '.git'), { recursive: true });
    for (const [path, content] of Object.entries({ ...lib, ...files })) {
      mkdirSync(dirname(join(top, side, path)), { recursive: true });
      writeFileSync(join(top, side, path), typeof content === 'string' ? content : JSON.stringify(content));
    }
  }
  const root = join(top, 'head');
  const inBase = (path: string): string => join(top, 'base', relative(root, path));
  return staleLock([join(root, 'node_modules/lib/index.js')], root, inBase)?.message ?? null;
}

const npm = (version: string, integrity = '') => ({
  packages: { 'node_modules/lib': { version, integrity } },
});
const pnpm = (version: string) =>
  `lockfileVersion: '9.0'\n\npackages:\n\n  lib@${version}:\n    resolution: {integrity: sha512-${version}}\n`;
const yarn = (version: string) => `lib@^1.0.0:\n  version "${version}"\n  resolved "x"\n`;

describe('a lock file that head changes', () => {
  it.each([
    ['package-lock.json', npm('1.0.0'), npm('1.1.0')],
    ['pnpm-lock.yaml', pnpm('1.0.0'), pnpm('1.1.0')],
    ['yarn.lock', yarn('1.0.0'), yarn('1.1.0')],
  ])('is told where what is installed is older: %s', (file, base, head) => {
    expect(saidOf({ [file]: base }, { [file]: head })).toBe(
      `${file} of head has another lib than base's, yet head loads 1.0.0 that is not it: what head asks for is not installed`,
    );
  });

  it.each([
    ['package-lock.json', npm('1.0.0'), npm('1.1.0')],
    ['pnpm-lock.yaml', pnpm('1.0.0'), pnpm('1.1.0')],
    ['yarn.lock', yarn('1.0.0'), yarn('1.1.0')],
  ])('is no matter where it is installed: %s', (file, base, head) => {
    expect(saidOf({ [file]: base }, { [file]: head }, '1.1.0')).toBeNull();
  });

  it('is told where npm installed other content of the same version', () => {
    const head = { 'package-lock.json': npm('1.0.0', 'b') };
    const base = { 'package-lock.json': npm('1.0.0', 'a') };
    expect(saidOf(base, { ...head, 'node_modules/.package-lock.json': npm('1.0.0', 'a') })).toContain('lib');
    expect(saidOf(base, { ...head, 'node_modules/.package-lock.json': npm('1.0.0', 'b') })).toBeNull();
  });

  it('is no matter where it names the same for what was loaded', () => {
    const other = { ...npm('2.0.0').packages, 'node_modules/other': { version: '2.0.0' } };
    expect(
      saidOf({ 'package-lock.json': npm('2.0.0') }, { 'package-lock.json': { packages: other } }),
    ).toBeNull();
  });
});
