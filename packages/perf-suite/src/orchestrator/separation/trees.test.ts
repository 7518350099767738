import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { PreparedBase } from '../base/base-context.js';
import { treesOf } from './trees.js';

const place = realpathSync(mkdtempSync(join(tmpdir(), 'perf-trees-')));
afterAll(() => rmSync(place, { recursive: true, force: true }));

function folder(path: string): string {
  mkdirSync(join(place, path), { recursive: true });
  return join(place, path);
}

function base(given: Partial<PreparedBase> & { kind?: 'git' | 'npm' | 'folder' }): PreparedBase {
  return {
    source: { kind: given.kind ?? 'git', ref: 'main', commit: null },
    folder: place,
    packages: {},
    warnings: [],
    sameAsHead: null,
    cleanup: async () => {},
    ...given,
  };
}

it('tells the checkouts of a repository apart, also outside of the project in it', () => {
  const head = folder('repository/packages/a');
  const trees = treesOf(head, base({ folder: folder('cache/abc/packages/a') }));
  expect(trees.ownerOf(join(place, 'repository/node_modules/x/index.js'))).toBe('head');
  expect(trees.ownerOf(join(place, 'cache/abc/node_modules/x/index.js'))).toBe('base');
  expect(trees.ownerOf(join(place, 'cache/other/x.js'))).toBe('neither');
  expect(trees.nameOf(join(place, 'cache/abc/packages/a/x.js'))).toBe(trees.nameOf(join(head, 'x.js')));
});

it('gives a base that lies inside head to base', () => {
  const head = folder('project');
  const trees = treesOf(head, base({ kind: 'folder', folder: folder('project/old') }));
  expect(trees.ownerOf(join(place, 'project/old/x.js'))).toBe('base');
  expect(trees.ownerOf(join(place, 'project/older/x.js'))).toBe('head');
});

it('against a package of npm, tells only its two versions apart', () => {
  const head = folder('app');
  folder('app/node_modules/@scope/a');
  const trees = treesOf(
    head,
    base({ kind: 'npm', folder: head, packages: { '@scope/a': folder('cache/npm/node_modules/@scope/a') } }),
  );
  expect(trees.ownerOf(join(place, 'cache/npm/node_modules/@scope/a/index.js'))).toBe('base');
  expect(trees.ownerOf(join(head, 'node_modules/@scope/a/index.js'))).toBe('head');
  expect(trees.ownerOf(join(head, 'bench/x.bench.js'))).toBe('both');
  // Another version under another name, as pnpm keeps it.
  expect(trees.ownerOf(join(head, 'node_modules/.pnpm/a@1/node_modules/@scope/a/index.js'))).toBe('both');
  expect(trees.nameOf(join(place, 'cache/npm/node_modules/@scope/a/index.js'))).toBe(
    trees.nameOf(join(head, 'node_modules/@scope/a/index.js')),
  );
});
