import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@perf-suite/history';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { main } from '../src/cli/main.js';
import { madeRuns, RUNS } from '../src/testing/made-runs.js';
import { DAY_MS, FIRST_RUN_MS } from '../src/testing/made-series.js';

let [root, clone, remote, tip] = ['', '', '', ''];
const git = (folder: string, ...args: string[]): string =>
  execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'perf-analyze-git-'));
  [clone, remote] = [join(root, 'clone'), join(root, 'remote.git')];
  git(root, 'init', '-q', '--bare', remote);
  git(root, 'clone', '-q', remote, clone);
  const store = await openStore('git', { folder: clone });
  for (const run of madeRuns()) await store.add(run, null);
  await store.close();
  tip = git(clone, 'rev-parse', 'perf-history').trim();
});
beforeEach(() => {
  git(remote, 'update-ref', 'refs/heads/perf-history', tip);
  git(clone, 'update-ref', 'refs/heads/perf-history', tip);
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function analyze(args: readonly string[], environment: Record<string, string> = {}): Promise<string> {
  let out = '';
  const code = await main([...args, '--store', 'git'], {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      out += text;
    },
    nowMs: () => FIRST_RUN_MS + RUNS * DAY_MS,
    cwd: clone,
    environment,
    platform: 'linux',
    outIsTerminal: false,
    outColumns: undefined,
    untilStopped: () => new AbortController().signal,
  });
  expect(code, out).toBe(0);
  return out;
}

/** Changes on the branch that all share. */
const kept = (): string[] =>
  git(remote, 'ls-tree', '-r', '--name-only', 'perf-history')
    .split('\n')
    .filter((path) => path.startsWith('changes/'));

test('looking pushes nothing, what people say of a change is pushed', async () => {
  const shown = await analyze(['changes']);
  expect(shown).toContain('slower  a.bench.ts#parse');
  await analyze(['trends']);
  expect(kept()).toEqual([]);
  const [id] = /[0-9a-f]{10}(?= {2}2026)/.exec(shown) as unknown as [string];
  const said = await analyze(['ack', id.slice(0, 6), '--note', 'on it']);
  expect(said).toContain(`${id} a.bench.ts#parse: acknowledged: on it`);
  expect(kept()).toHaveLength(1);
  expect(await analyze(['changes'])).toContain('acknowledged: on it');
});

test.each([
  ['CI', [], { CI: 'true' }, 1],
  ['CI that must not', ['--no-push'], { CI: 'true' }, 0],
  ['what says that it is no CI', [], { CI: 'false' }, 0],
  ['who asks for it', ['--push'], {}, 1],
] as const)('what is found is kept for all by %s', async (_, flags, environment, count) => {
  await analyze(['changes', ...flags], environment);
  expect(kept()).toHaveLength(count);
});

test('the site shows commands with the store that it is of', async () => {
  const out = join(root, 'site');
  await analyze(['site', '--out', out]);
  expect(await readFile(join(out, 'perf-data/site.js'), 'utf8')).toContain('"storeFlag":" --store git"');
});
