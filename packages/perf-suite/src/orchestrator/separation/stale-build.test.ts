import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { staleBuild } from './stale-build.js';

type Files = Readonly<Record<string, string>>;

const BUILT = JSON.stringify({ scripts: { build: 'rollup -c -o bundle.js' } });
const source = (value: number) => `export function work() { return ${value}; }\n`;

/** Writes both checkouts, and returns what is said where these files of head's were loaded. */
async function saidOf(both: Files, head: Files, loaded: string[], isSame = true): Promise<string | null> {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'perf-build-')));
  onTestFinished(() => rmSync(top, { recursive: true, force: true }));
  const sides = { base: both, head: { ...both, ...head } };
  for (const [side, files] of Object.entries(sides)) {
    mkdirSync(join(top, side, '.git'), { recursive: true });
    for (const [path, content] of Object.entries({ 'package.json': BUILT, ...files })) {
      mkdirSync(dirname(join(top, side, path)), { recursive: true });
      writeFileSync(join(top, side, path), content);
    }
  }
  const root = join(top, 'head');
  const inBase = (path: string): string => join(top, 'base', relative(root, path));
  const files = loaded.map((path) => join(root, path));
  return (await staleBuild({ files, root, inBase, isSame }))?.message ?? null;
}

describe('an output is older than its source', () => {
  it.each(['dist/lib.js', 'bundle.js'])('where only the source of %s differs', async (output) => {
    const both = { 'src/lib.ts': source(1), [output]: source(1) };
    expect(await saidOf(both, { 'src/lib.ts': source(2) }, [output])).toContain(
      `it loads ${output.split('/')[0]}, which is the same in base and head, while its source src/lib.ts differs`,
    );
  });

  it('where other code that is loaded differs too', async () => {
    const both = { 'src/lib.ts': source(1), 'dist/lib.js': source(1), 'src/other.js': '1' };
    const head = { 'src/lib.ts': source(2), 'src/other.js': '2' };
    expect(await saidOf(both, head, ['dist/lib.js', 'src/other.js'], false)).toContain('src/lib.ts');
  });
});

describe('an output is not older than its source', () => {
  it('where it differs as well', async () => {
    const both = { 'src/lib.ts': source(1), 'dist/lib.js': source(1) };
    expect(
      await saidOf(both, { 'src/lib.ts': source(2), 'dist/lib.js': source(2) }, ['dist/lib.js'], false),
    ).toBeNull();
  });

  it('where only sources of other outputs, or what is loaded itself, differ', async () => {
    const both = {
      'src/lib.ts': source(1),
      'dist/lib.js': source(1),
      'src/cli.ts': 'export const cli = 1;',
      'src/b.js': '1',
    };
    const head = { 'src/cli.ts': 'export const cli = 2;', 'src/b.js': '2' };
    expect(await saidOf(both, head, ['dist/lib.js', 'src/b.js'], false)).toBeNull();
  });

  it('where what is loaded is a source', async () => {
    const both = { 'src/lib.js': source(1), 'src/other.js': source(1) };
    expect(await saidOf(both, { 'src/other.js': source(2) }, ['src/lib.js'])).toBeNull();
  });
});
