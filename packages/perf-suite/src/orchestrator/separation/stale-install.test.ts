import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { staleInstall } from './stale-install.js';

type Files = Readonly<Record<string, string | object>>;

const CODE = 'export const one = 1;\n';
const lib = (version: string, folder = 'node_modules/lib', code = CODE): Files => ({
  [`${folder}/package.json`]: { name: 'lib', version },
  [`${folder}/index.js`]: code,
});
const asks = (spec: string, section = 'dependencies'): Files => ({
  'package.json': { [section]: { lib: spec } },
});

/** Writes both checkouts, and returns what is said where these files of head's were loaded. */
function saidOf(base: Files, head: Files, loaded = ['src/a.js', 'node_modules/lib/index.js'], way = '') {
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'perf-stale-')));
  onTestFinished(() => rmSync(top, { recursive: true, force: true }));
  for (const [side, files] of Object.entries({ base, head })) {
    mkdirSync(join(top, side, '.git'), { recursive: true });
    for (const [path, content] of Object.entries({ 'src/a.js': '', ...files })) {
      const file = join(top, side, path);
      mkdirSync(dirname(file), { recursive: true });
      if (path.endsWith('->')) symlinkSync(String(content), file.slice(0, -2));
      else writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    }
  }
  const root = join(top, 'head', way);
  const inBase = (path: string): string => join(top, 'base', way, relative(root, path));
  const paths = loaded.map((path) => join(top, 'head', path));
  return staleInstall(paths, root, inBase)?.message ?? null;
}

describe('an installation is stale', () => {
  it('where the version that head asks for is not the one that both load', () => {
    for (const section of ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']) {
      const base = { ...lib('1.0.0'), ...asks('^1.0.0', section) };
      expect(saidOf(base, { ...lib('1.0.0'), ...asks('2.0.0', section) })).toBe(
        'package.json asks for lib 2.0.0, yet base and head both load 1.0.0: what head asks for is not installed',
      );
    }
  });

  it('where the workspace root asks for it, and it is installed there', () => {
    const files = { ...lib('1.0.0'), 'packages/a/package.json': { name: 'a' }, 'packages/a/b.js': '' };
    const loaded = ['packages/a/b.js', 'node_modules/lib/index.js'];
    const base = { ...files, ...asks('1.0.0') };
    expect(saidOf(base, { ...files, ...asks('2.0.0') }, loaded, 'packages/a')).toContain(
      '../../package.json asks for lib 2.0.0',
    );
  });

  it('where a folder that head asks for holds other code', () => {
    const files = {
      ...lib('1.0.0'),
      ...lib('1.0.0', 'one'),
      ...lib('1.0.0', 'two', 'export const one = 2;'),
    };
    const base = { ...files, ...asks('file:./one') };
    expect(saidOf(base, { ...files, ...asks('file:./two') })).toContain('lib file:./two');
    const linked = { ...lib('1.0.0', 'one'), ...lib('1.0.0', 'two', 'export const one = 2;') };
    const toOne = { 'node_modules/lib->': '../one' };
    expect(
      saidOf({ ...linked, ...toOne, ...asks('file:./one') }, { ...linked, ...toOne, ...asks('file:./two') }, [
        'src/a.js',
        'one/index.js',
      ]),
    ).toContain('lib file:./two');
  });

  it('where another commit is asked for and the code is the same', () => {
    const base = { ...lib('1.0.0'), ...asks('github:a/lib#1') };
    expect(saidOf(base, { ...lib('1.0.0'), ...asks('github:a/lib#2') })).toContain('github:a/lib#2');
  });
});

describe('an installation is not stale', () => {
  const base = { ...lib('1.2.0'), ...asks('^1.0.0') };

  it('where nothing else is asked for, or it is in another section', () => {
    expect(saidOf(base, base)).toBeNull();
    expect(saidOf(base, { ...lib('1.2.0'), ...asks('^1.0.0', 'devDependencies') })).toBeNull();
  });

  it('where what is installed is what head asks for', () => {
    for (const spec of ['^1.1.0', '1.x || 2.x', 'npm:other@^1.2.0', 'workspace:*', 'latest']) {
      expect(saidOf(base, { ...lib('1.2.0'), ...asks(spec) }), spec).toBeNull();
    }
    expect(saidOf(base, { ...lib('2.0.0'), ...asks('^2.0.0') })).toBeNull();
  });

  it('where the package is not loaded, or its code differs', () => {
    const head = { ...lib('1.2.0'), ...asks('^2.0.0') };
    expect(saidOf(base, head, ['src/a.js'])).toBeNull();
    expect(saidOf(base, { ...head, 'node_modules/lib/index.js': 'export const one = 3;' })).toBeNull();
  });
});
