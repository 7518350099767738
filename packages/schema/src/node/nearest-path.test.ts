import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { nearestPath } from './nearest-path.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nearest-'));
  await mkdir(join(folder, 'bench'));
  await writeFile(join(folder, 'bench', 'parse.bench.ts'), '');
  await writeFile(join(folder, 'old.run.json'), '');
});
afterAll(() => rm(folder, { recursive: true }));

it.each([
  ['a file', 'odl.run.json', 'old.run.json'],
  ['an extension', 'bench/parse.bench.js', 'bench/parse.bench.ts'],
  ['a folder', 'benhc', 'bench'],
  ['a file in a mistyped folder', 'benhc/parse.bench.ts', 'bench/parse.bench.ts'],
  ['both', 'benhc/prase.bench.ts', 'bench/parse.bench.ts'],
  ['nothing near', 'something-else', null],
  ['nothing near a folder', 'something-else/parse.bench.ts', null],
])('finds %s that was meant', async (_, typed, meant) => {
  expect(await nearestPath(join(folder, typed))).toBe(meant === null ? null : join(folder, meant));
});
