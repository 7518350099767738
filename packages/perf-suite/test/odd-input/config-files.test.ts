import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newFolder, perfSuite } from '../failures/run-command.js';

it.each([
  ['with nothing pending', 'await new Promise(() => {});'],
  ['in TypeScript', 'await new Promise<void>(() => {});'],
])('a config whose top-level await never ends is an error, %s', async (kind, text) => {
  const folder = newFolder();
  const name = kind === 'in TypeScript' ? 'perf.config.ts' : 'perf.config.mjs';
  writeFileSync(join(folder, name), `${text}\nexport default {};`);
  const { exitCode, stderr } = await perfSuite(['run', '--cwd', folder]);
  expect(stderr).toContain(`${name}: cannot be loaded: its top-level await does not end`);
  expect(exitCode).toBe(2);
});

it('a folder of the name of a config is an error that names it', async () => {
  const folder = newFolder();
  mkdirSync(join(folder, 'perf.config.json'));
  const { exitCode, stderr } = await perfSuite(['run', '--cwd', folder]);
  expect(stderr).toMatch(/^perf-suite: perf.config.json: expected a file, found a folder/);
  expect(stderr).not.toContain('internal error');
  expect(exitCode).toBe(2);
});

it('a reference without a name is an error in words', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'perf.config.json'), '{ "against": "" }');
  const { exitCode, stderr } = await perfSuite(['list', '--cwd', folder]);
  expect(stderr).toBe(
    'perf-suite: perf.config.json: at /against expected text that is not empty, found ""\n',
  );
  expect(exitCode).toBe(2);
});
