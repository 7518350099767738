import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadConfig } from '../src/orchestrator/config/load-config.js';

const file = fileURLToPath(new URL('../json-schema/perf-config.schema.json', import.meta.url));
const schema = JSON.parse(readFileSync(file, 'utf8')) as { readonly $id: string };
const fits = new Ajv2020().compile(schema);

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'config-schema-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('the JSON Schema of a config is what the table of settings says', () => {
  const generator = fileURLToPath(new URL('../scripts/generate-config-schema.mjs', import.meta.url));
  // Exits 1 and says that it is stale otherwise.
  expect(execFileSync(process.execPath, [generator, '--check'], { encoding: 'utf8' })).toBe('');
  expect(schema.$id).toMatch(/^https:.*\/json-schema\/perf-config\.schema\.json$/);
});

it.each([
  { $schema: './node_modules/perf-suite/json-schema/perf-config.schema.json', rounds: 7 },
  { rounds: 'auto', time: '90ms', timeout: 2000, parallel: 'auto', seed: 0 },
  { minimumEffect: '3%' },
  { minimumEffect: { p50: 0.03, p95: '8%' } },
  { percentile: 'p50', failOn: ['regressed', 'failed'] },
  { percentile: ['p50', 'p95'], failOn: 'none' },
  { failOn: 'regressed,missing', files: 'bench/*.js', unreadFiles: ['**/*.md'] },
  { isolation: 'process', nodeFlags: ['--expose-gc'], against: 'main', baseline: ['a.run.json'] },
])('takes %j, as perf-suite does', async (config) => {
  expect(fits(config), JSON.stringify(fits.errors)).toBe(true);
  writeFileSync(join(root, 'perf.config.json'), JSON.stringify(config));
  await expect(loadConfig(root, {}, {})).resolves.toBeDefined();
});

it.each([
  { round: 7 },
  { rounds: 0 },
  { rounds: 'few' },
  { minimumEffect: { p5: 0.1 } },
  { percentile: ['p99'] },
  { failOn: ['regresed'] },
  { isolation: 'thread' },
  { port: 70_000 },
  { nodeFlags: ['x'] },
])('refuses %j, as perf-suite does', async (config) => {
  expect(fits(config)).toBe(false);
  writeFileSync(join(root, 'perf.config.json'), JSON.stringify(config));
  await expect(loadConfig(root, {}, {})).rejects.toMatchObject({ code: 'bad-config' });
});
