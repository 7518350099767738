import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type DemoOptions, makeDemoRepository } from './demo-repository.mjs';

function makeIn(options: Omit<DemoOptions, 'folder'>): { folder: string; packageFolder: string } {
  const parent = mkdtempSync(join(tmpdir(), 'perf-demo-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  return makeDemoRepository({ folder: join(parent, 'demo'), ...options });
}

function git(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
}

/** What a search in the checked-out branch gives, in a fresh process. */
function resultIn(packageFolder: string): unknown {
  const script = `
    const module = await import('./src/index.js');
    const { buildIndex, highlight, search, suggest } = module.default ?? module;
    const index = buildIndex([{ title: 'The lighthouse', body: 'A keeper watched the captains of ships.' }, { title: 'Rain', body: 'It rained.' }]);
    console.log(JSON.stringify([search(index, 'watching captain')[0].id, highlight('Watched rain', 'rain'), suggest(index, 'captian'), suggest(index, 'zzzzzzz')]));`;
  return JSON.parse(
    execFileSync('node', ['--input-type=module', '--eval', script], { cwd: packageFolder, encoding: 'utf8' }),
  );
}

describe('makeDemoRepository', () => {
  it('makes main, and one commit each on slower and docs', () => {
    const { folder } = makeIn({ install: false });
    expect(git(folder, 'branch', '--format=%(refname:short)').split('\n')).toEqual([
      'docs',
      'main',
      'slower',
    ]);
    expect(git(folder, 'rev-parse', '--abbrev-ref', 'HEAD')).toBe('main');
    expect(git(folder, 'rev-list', '--count', 'main..slower')).toBe('1');
    expect(git(folder, 'diff', '--name-only', 'main', 'slower')).toBe('src/suggest.ts');
    expect(git(folder, 'diff', '--name-only', 'main', 'docs')).toBe('README.md');
  });

  it('makes the same commits each time', () => {
    const [first, second] = [makeIn({ install: false }), makeIn({ install: false })];
    expect(git(first.folder, 'rev-parse', 'slower')).toBe(git(second.folder, 'rev-parse', 'slower'));
  });

  it.each([{ language: 'js' }, { language: 'cjs' }, { language: 'js', workspace: true }] as const)(
    'gives the same results on main and slower: %j',
    (options) => {
      const { folder, packageFolder } = makeIn(options);
      const onMain = resultIn(packageFolder);
      expect(onMain).toEqual([0, 'Watched <mark>rain</mark>', 'captain', null]);
      git(folder, 'checkout', '--quiet', 'slower');
      expect(resultIn(packageFolder)).toEqual(onMain);
      expect(git(folder, 'status', '--porcelain')).toBe('');
    },
  );

  it('puts the library into a workspace', () => {
    const { folder, packageFolder } = makeIn({ install: false, workspace: true, manager: 'pnpm' });
    expect(packageFolder).toBe(join(folder, 'packages/text-search'));
    expect(existsSync(join(folder, 'pnpm-workspace.yaml'))).toBe(true);
    expect(git(folder, 'diff', '--name-only', 'main', 'slower')).toBe('packages/text-search/src/suggest.ts');
  });

  it('refuses a folder that has files in it', () => {
    const { folder } = makeIn({ install: false });
    expect(() => makeDemoRepository({ folder })).toThrow('expected a new or empty folder');
  });
});
