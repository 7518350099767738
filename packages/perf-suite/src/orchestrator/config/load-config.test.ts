import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PerfError } from '@perf-suite/schema';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from './load-config.js';
import { DEFAULT_SETTINGS, SETTING_KEYS, variableOf } from './settings-table.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'load-config-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(name: string, text: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
}

async function refusalOf(variables: Record<string, string> = {}): Promise<PerfError> {
  const error = await loadConfig(root, {}, variables).catch((cause: unknown) => cause);
  if (error instanceof PerfError) return error;
  throw new Error(`expected a PerfError, found ${String(error)}`);
}

describe('loadConfig', () => {
  it('gives the defaults where nothing is said', async () => {
    expect(await loadConfig(root, {}, {})).toEqual(DEFAULT_SETTINGS);
  });

  it('lets flags win over variables, variables over the file, the file over defaults', async () => {
    write('perf.config.json', '{ "rounds": 5, "time": "1s", "port": 1, "metricsPort": 1 }');
    const variables = { PERF_SUITE_TIME: '2s', PERF_SUITE_PORT: '2' };
    const settings = await loadConfig(root, { port: 3, timeoutMs: undefined }, variables);
    expect(settings).toEqual({ ...DEFAULT_SETTINGS, rounds: 5, timeMs: 2000, port: 3, metricsPort: 1 });
  });

  it.each<[string, string]>([
    ['perf.config.json', '{ "rounds": 7 }'],
    ['perf.config.json', '{ "$schema": "perf-config.schema.json", "rounds": 7 }'],
    ['perf.config.mjs', 'export default { rounds: 7 }'],
    ['perf.config.js', 'export default { rounds: 7 }'],
    ['perf.config.js', 'export default (async () => ({ rounds: 7 }))()'],
    ['perf.config.cjs', 'module.exports = { rounds: 7 }'],
    ['perf.config.ts', 'type Few = number;\nexport default { rounds: 7 as Few }'],
    ['perf.config.mts', 'const rounds: number = 7;\nexport default { rounds }'],
  ])('reads %s', async (name, text) => {
    write('package.json', '{ "type": "module" }');
    write(name, text);
    expect((await loadConfig(root, {}, {})).rounds).toBe(7);
  });

  it('reads "perf" in package.json, and only with no file of its own', async () => {
    write('package.json', '{ "perf": { "rounds": 7 } }');
    expect((await loadConfig(root, {}, {})).rounds).toBe(7);
    write('perf.config.json', '{ "rounds": 8 }');
    expect((await loadConfig(root, {}, {})).rounds).toBe(8);
  });

  it('does not look in the folders above: a root is one project', async () => {
    write('perf.config.json', '{ "rounds": 7 }');
    mkdirSync(join(root, 'inner'));
    expect((await loadConfig(join(root, 'inner'), {}, {})).rounds).toBe('auto');
  });

  it('takes from the workspace around a package what the package does not say', async () => {
    write('pnpm-workspace.yaml', 'packages:\n  - packages/*\n');
    write('perf.config.json', '{ "rounds": 7, "time": "1s", "files": "a/*.js", "minimumEffect": "4%" }');
    write('packages/a/perf.config.json', '{ "time": "2s", "minimumEffect": { "p95": "9%" } }');
    expect(await loadConfig(join(root, 'packages/a'), {}, {})).toEqual({
      ...DEFAULT_SETTINGS,
      rounds: 7,
      timeMs: 2000,
      minimumEffect: { p50: 0.04, p95: 0.09 },
    });
  });

  it('does not look above the repository, nor above a workspace in another', async () => {
    write('package.json', '{ "workspaces": ["*"], "perf": { "rounds": 7 } }');
    write('inner/package.json', '{ "workspaces": [] }');
    mkdirSync(join(root, 'repository/.git'), { recursive: true });
    expect((await loadConfig(join(root, 'inner'), {}, {})).rounds).toBe('auto');
    expect((await loadConfig(join(root, 'repository'), {}, {})).rounds).toBe('auto');
  });

  it('names the config of the workspace where that is wrong', async () => {
    write('package.json', '{ "workspaces": ["*"], "perf": { "round": 7 } }');
    mkdirSync(join(root, 'inner'));
    await expect(loadConfig(join(root, 'inner'), {}, {})).rejects.toMatchObject({
      message: '../package.json "perf": at /round expected a known key, found "round"',
    });
  });

  it('follows imports of packages and of other TypeScript files, and leaves nothing behind', async () => {
    mkdirSync(join(root, 'node_modules', 'shared'), { recursive: true });
    write(
      'node_modules/shared/package.json',
      '{ "name": "shared", "type": "module", "exports": "./index.js" }',
    );
    write('node_modules/shared/index.js', 'export const budget = "2m";');
    write('rounds.ts', 'export const rounds: number = 7;');
    write(
      'perf.config.ts',
      `import { budget } from 'shared';
       import { rounds } from './rounds';
       import { fileURLToPath } from 'node:url';
       export default { rounds, budget, out: fileURLToPath(new URL('./x.json', import.meta.url)) };`,
    );
    const settings = await loadConfig(root, {}, {});
    expect(settings).toMatchObject({ rounds: 7, budgetMs: 120_000, out: join(root, 'x.json') });
    expect(readdirSync(join(root, '.perf', 'cache'))).toEqual([]);
  });

  it('sees a change of a file that was read before', async () => {
    for (const rounds of [7, 8]) {
      write('perf.config.mjs', `export default { rounds: ${rounds} }`);
      expect((await loadConfig(root, {}, {})).rounds).toBe(rounds);
    }
  });

  it('takes every key from a variable', async () => {
    const values: Record<string, string> = {
      files: 'src/*.bench.ts',
      all: 'true',
      unreadFiles: '**/*.{md,txt}',
      rounds: '7',
      time: '1s',
      warmup: '20ms',
      timeout: '2s',
      seed: '0',
      env: 'lab',
      out: 'a.json',
      minimumEffect: '4%',
      minimumAllocationEffect: '8%',
      minimumErrorEffect: '1%',
      percentile: 'p95,p50',
      isolation: 'task',
      parallel: 'auto',
      nodeFlags: '--no-opt --expose-gc',
      sampleCap: '10',
      budget: '1m',
      budgets: '[{"match": "bench/**", "p95": "10ms"}]',
      host: '[::1]',
      port: '0',
      metricsPort: '9',
      publicUrl: 'https://perf.example.org/base',
      otlp: 'http://localhost:4318',
      announce: 'http://perf-exporter:8010',
      grafana: 'https://grafana.example.org',
      metricsFile: 'metrics.yaml',
      baseline: 'a.json, b.json',
      against: 'main',
      againstTip: 'true',
      baseSetup: 'npm ci',
      audit: 'true',
      explainTime: '0s',
      failOn: 'regressed,failed',
      runtime: 'node@22',
    };
    expect(Object.keys(values).sort()).toEqual([...SETTING_KEYS].sort());
    const variables = Object.fromEntries(
      Object.entries(values).map(([key, value]) => [variableOf(key), value]),
    );
    expect(variableOf('metricsPort')).toBe('PERF_SUITE_METRICS_PORT');
    expect(await loadConfig(root, {}, variables)).toEqual({
      files: ['src/*.bench.ts'],
      all: true,
      unreadFiles: ['**/*.{md,txt}'],
      rounds: 7,
      timeMs: 1000,
      warmupMs: 20,
      timeoutMs: 2000,
      seed: 0,
      env: 'lab',
      out: 'a.json',
      minimumAllocationEffect: 0.08,
      minimumErrorEffect: 0.01,
      minimumEffect: { p50: 0.04, p95: 0.08 },
      percentile: ['p95', 'p50'],
      isolation: 'task',
      parallel: 'auto',
      nodeFlags: ['--no-opt', '--expose-gc'],
      sampleCap: 10,
      budgetMs: 60_000,
      budgets: [{ match: 'bench/**', p95: 10 }],
      host: '::1',
      port: 0,
      metricsPort: 9,
      publicUrl: 'https://perf.example.org/base',
      otlp: 'http://localhost:4318',
      announce: 'http://perf-exporter:8010',
      grafana: 'https://grafana.example.org',
      metricsFile: 'metrics.yaml',
      baseline: ['a.json', 'b.json'],
      against: 'main',
      againstTip: true,
      baseSetup: 'npm ci',
      audit: true,
      explainTimeMs: 0,
      failOn: ['regressed', 'failed'],
      runtime: 'node@22',
    });
  });

  it.each<[string, object]>([
    ['"3%"', { p50: 0.03, p95: 0.06 }],
    ['0.1', { p50: 0.1, p95: 0.2 }],
    ['{ "p50": "3%" }', { p50: 0.03, p95: 0.06 }],
    ['{ "p95": "3%" }', { p50: 0.025, p95: 0.03 }],
    ['{}', { p50: 0.025, p95: 0.05 }],
  ])('reads the minimum effect %s', async (text, minimumEffect) => {
    write('perf.config.json', `{ "minimumEffect": ${text} }`);
    const settings = await loadConfig(root, {}, {});
    expect(settings.minimumEffect.p50).toBeCloseTo((minimumEffect as { p50: number }).p50);
    expect(settings.minimumEffect.p95).toBeCloseTo((minimumEffect as { p95: number }).p95);
  });

  it('takes none for a gate that never fails', async () => {
    write('perf.config.json', '{ "failOn": "none" }');
    expect((await loadConfig(root, {}, {})).failOn).toEqual([]);
  });
});

describe('a config that is wrong', () => {
  it.each<[string, string]>([
    ['{ "rounds": "x" }', 'at /rounds expected a number or "auto", found "x"'],
    ['{ "rounds": 0 }', 'at /rounds expected 1 or more, found 0'],
    ['{ "rounds": 2.5 }', 'at /rounds expected a whole number, found 2.5'],
    ['{ "timeout": "30d" }', 'at /timeout expected a duration of at most 24d, found "30d"'],
    ['{ "$schema": 7 }', 'at /$schema expected text, found 7'],
    ['{ "time": "soon" }', 'at /time expected a duration such as 90ms, 2s or 1m, found "soon"'],
    [
      '{ "minimumEffect": 2.5 }',
      'at /minimumEffect expected a share between 0 and 1 such as 2.5% or 0.025, found 2.5',
    ],
    [
      '{ "minimumEffect": { "p50": "x" } }',
      'at /minimumEffect/p50 expected a share between 0 and 1 such as 2.5% or 0.025, found "x"',
    ],
    ['{ "minimumEffect": { "p5": 0.1 } }', 'at /minimumEffect/p5 expected a known key, found "p5"'],
    [
      '{ "failOn": ["regresed"] }',
      'at /failOn/0 expected "regressed", "allocated", "over-budget", "failed", "missing", "incomparable" or "inconclusive", found "regresed"',
    ],
    ['{ "percentile": "p99" }', 'at /percentile/0 expected "p50" or "p95", found "p99"'],
    ['{ "percentile": [] }', 'at /percentile expected 1 or more, found an empty list'],
    ['{ "files": [3] }', 'at /files/0 expected text, found 3'],
    ['{ "port": 70000 }', 'at /port expected 65535 or less, found 70000'],
    ['{ "nodeFlags": ["x"] }', 'at /nodeFlags/0 expected text that starts with "-", found "x"'],
    ['{ "isolation": null }', 'at /isolation expected "file", "task" or "process", found null'],
    ['[]', 'expected an object of settings, found a list'],
    ['null', 'expected an object of settings, found null'],
  ])('%s says where, what was expected and what was found', async (text, message) => {
    write('perf.config.json', text);
    const error = await refusalOf();
    expect(error.code).toBe('bad-config');
    expect(error.message).toBe(`perf.config.json: ${message}`);
  });

  it.each<[string, string, string | undefined]>([
    ['{\n  "rounds": 7,\n}', ':2:14: expected JSON, found a comma after the last entry', 'Remove the comma.'],
    ['{ "files": ["a",] }', ':1:16: expected JSON, found a comma after the last entry', 'Remove the comma.'],
    ['{\n  // ten\n  "rounds": 10\n}', ':2:3: expected JSON, found a comment', 'JSON has no comments'],
    [
      '{ "rounds": 7,\n  "rounds": 8 }',
      ':2:3: expected each key once, found "rounds" a second time',
      'Remove one of them',
    ],
    [
      '{ "minimumEffect": { "p50": 0.1, "p50": 0.2 } }',
      ':1:34: expected each key once, found "p50" a second time',
      'Remove one of them',
    ],
    ["{ 'rounds': 7 }", ':1:3: expected JSON, found "\'rounds\'"', 'double quotes'],
    ['{ "rounds" 7 }', ':1:12: expected a colon, found "7"', undefined],
    ['{ "rounds": 7 "time": 8 }', ':1:15: expected a comma, found "\\"time\\""', undefined],
    ['{ "rounds": 7 }}', ':1:16: expected nothing more, found "}"', undefined],
    ['{ "__proto__": 7 }', ': at /__proto__ expected a known key, found "__proto__"', 'Known keys'],
    [
      '{ "minimumEffect": { "__proto__": 7 } }',
      ': at /minimumEffect/__proto__ expected a known key, found "__proto__"',
      'Known keys: p50, p95.',
    ],
    [
      '{ "minimumEffect": { "P50": 7 } }',
      ': at /minimumEffect/P50 expected a known key',
      'Did you mean "p50"?',
    ],
  ])('%s is reported with its place', async (text, message, hint) => {
    write('perf.config.json', text);
    const error = await refusalOf();
    expect(error.message).toContain(`perf.config.json${message}`);
    if (hint === undefined) expect(error.hint).toBeUndefined();
    else expect(error.hint).toContain(hint);
  });

  it.each<[string, string, string | undefined]>([
    ['export default () => ({ rounds: 7 })', 'found a function', 'Export the settings themselves'],
    ['export default new Map([["rounds", 7]])', 'found an object of class Map', undefined],
    ['export default "rounds"', 'found "rounds"', undefined],
    ['export default { env: () => "ci" }', 'at /env expected text, found a function', undefined],
    ['export default { out: new URL("file:///a") }', 'at /out expected text, found an ', undefined],
  ])('%s is no object of settings', async (text, message, hint) => {
    write('perf.config.mjs', text);
    const error = await refusalOf();
    expect(error.message).toContain(message);
    if (hint !== undefined) expect(error.hint).toContain(hint);
  });

  it('suggests the key that was meant', async () => {
    write('package.json', '{ "perf": { "minEffect": "3%" } }');
    const error = await refusalOf();
    expect(error.message).toBe('package.json "perf": at /minEffect expected a known key, found "minEffect"');
    expect(error.hint).toBe('Did you mean "minimumEffect"?');
  });

  it('lists the keys where none is near, and is not fooled by inherited ones', async () => {
    write('perf.config.json', '{ "constructor": 1 }');
    expect((await refusalOf()).hint).toContain('Known keys: files, all, unreadFiles, rounds, time');
  });

  it('names the variable', async () => {
    const error = await refusalOf({ PERF_SUITE_ROUNDS: 'few' });
    expect(error.message).toBe('environment: at /PERF_SUITE_ROUNDS expected a number or "auto", found "few"');
  });

  it('says that a variable has no effect where there is only a flag', async () => {
    const error = await refusalOf({ PERF_SUITE_FILTER: 'parse' });
    expect(error.message).toContain('/PERF_SUITE_FILTER expected a known variable');
    expect(error.hint).toBe('There is only a flag for it: --filter');
    expect((await refusalOf({ PERF_SUITE_LIVE_KEEP: '1m' })).hint).toContain('--live-keep');
  });

  it('takes a variable of nothing but white space for unset', async () => {
    const variables = { PERF_SUITE_ROUNDS: ' ', PERF_SUITE_ENV: '', PERF_SUITE_FAIL_ON: '\t' };
    expect(await loadConfig(root, {}, variables)).toEqual(DEFAULT_SETTINGS);
  });

  it.each(['PERF_SUITE_AGAINST', 'PERF_SUITE_BASELINE'])(
    'refuses an empty %s: nothing would be compared',
    async (name) => {
      const error = await refusalOf({ [name]: ' ' });
      expect(error.message).toBe(`environment: at /${name} expected a value, found none`);
      expect(error.hint).toContain(`unset ${name}`);
    },
  );

  it('takes a variable that is nearly one of ours for a mistake, and leaves others alone', async () => {
    const error = await refusalOf({ PERF_SUITE_ROUNDSS: '3' });
    expect(error.message).toContain('/PERF_SUITE_ROUNDSS expected a known variable');
    expect(error.hint).toBe('Did you mean PERF_SUITE_ROUNDS?');
    await expect(loadConfig(root, {}, { PERF_SUITE_DEPLOY_KEY: 'x' })).resolves.toBeDefined();
  });

  it.each<[string, string, RegExp]>([
    [
      'perf.config.json',
      '{ "rounds": ',
      /perf\.config\.json:1:13: expected a value, found the end of the file/,
    ],
    [
      'perf.config.mjs',
      'export const rounds = 3',
      /perf\.config\.mjs: expected a default export, found none/,
    ],
    [
      'perf.config.mjs',
      'process.exit(0)',
      /perf\.config\.mjs: cannot be loaded: it calls process\.exit\(0\)/,
    ],
    [
      'perf.config.json',
      '{ "publicUrl": "perf.example.org" }',
      /at \/publicUrl expected an http or https address, such as https:\/\/perf\.example\.org\/base, found "perf\.example\.org"/,
    ],
    [
      'perf.config.json',
      '{ "host": "[::1]:80" }',
      /at \/host expected an address or name to listen on, .* found "\[::1\]:80"/,
    ],
    ['perf.config.mjs', 'throw new Error("no luck")', /perf\.config\.mjs: cannot be loaded: no luck/],
    [
      'perf.config.ts',
      'export default {',
      /perf\.config\.ts: cannot be loaded: .*perf\.config\.ts:1:16: ERROR/s,
    ],
    ['perf.config.ts', 'import "not-there"; export default {}', /cannot be loaded: .*not-there/],
    ['perf.config.mjs', '', /perf\.config\.mjs: expected settings, found an empty file/],
    ['perf.config.json', '', /perf\.config\.json: expected settings, found an empty file/],
  ])('%s with %j is refused', async (name, text, message) => {
    write(name, text);
    const error = await refusalOf();
    expect(error.code).toBe('bad-config');
    expect(error.message).toMatch(message);
  });
});

it.skipIf(process.platform === 'win32')(
  'refuses a config that is no file, which reading might wait for',
  async () => {
    execFileSync('/usr/bin/env', ['mkfifo', join(root, 'perf.config.json')]);
    const error = await refusalOf();
    expect(error.code).toBe('bad-config');
    expect(error.message).toBe('perf.config.json: expected a file, found a named pipe');
  },
);
