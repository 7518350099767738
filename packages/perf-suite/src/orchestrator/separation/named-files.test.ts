import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { namedFiles } from './named-files.js';

it("finds the project's files that a command names, and the program that is installed", () => {
  const root = mkdtempSync(join(tmpdir(), 'perf-named-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
  mkdirSync(join(root, 'inner'));
  for (const name of ['cli.js', 'inner/in.txt', 'node_modules/.bin/tool'])
    writeFileSync(join(root, name), '');
  const named = (words: readonly string[], programs: readonly string[], cwd: string | null) =>
    namedFiles({ words, programs, cwd }, root).map((path) => path.slice(root.length + 1));
  expect(named(['node', 'cli.js', 'gone.txt', '.', '../cli.js', '--x=1'], ['node'], null)).toEqual([
    'cli.js',
  ]);
  expect(named(['tool', 'in.txt'], ['tool'], 'inner')).toEqual(['inner/in.txt', 'node_modules/.bin/tool']);
});
