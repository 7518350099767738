import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Acceptance, gate } from '@perf-suite/schema';
import { writeRunFile } from '@perf-suite/schema/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeRun, renderMarkdown } from '../src/index.js';
import { pairedRun } from './run-builder.js';

const COMMAND = fileURLToPath(new URL('../bin/perf-guard.js', import.meta.url));
const SLOWER = 'bench/a.bench.ts#parse';
const SAME = 'bench/a.bench.ts#print';

const RUN = pairedRun({ rounds: 12, benchmarks: [{ name: 'parse', change: 0.12 }, { name: 'print' }] });

function judged(...accepted: Acceptance[]) {
  const run = { ...RUN, settings: { ...RUN.settings, accepted } };
  return judgeRun(run, { baselines: [], createdAt: run.finishedAt, runFile: null });
}

const COUNTS: Acceptance = { benchmark: SLOWER, reason: 'checks more', source: 'commit 1a2b3c4' };

describe('a slowdown that is accepted', () => {
  it('is a state of its own, with its size, its reason and where it is accepted', () => {
    const report = judged(COUNTS);
    expect(gate(report)).toBe(0);
    expect(report).toMatchObject({
      verdict: 'accepted',
      counts: { accepted: 1, regressed: 0, unchanged: 1 },
    });
    expect(report.comparisons[0]).toMatchObject({
      verdict: 'accepted',
      severity: null,
      accepted: { reason: 'checks more', source: 'commit 1a2b3c4' },
      summary: expect.stringMatching(
        /^Accepted by commit 1a2b3c4: checks more\. Slower: p50 takes 1\d\.\d % longer/,
      ),
    });
    expect(report.warnings.map(({ code }) => code)).not.toContain('acceptance-unused');
    expect(renderMarkdown(report)).toMatch(
      /^### 🤝 Performance accepted: 1 of 2 benchmarks, worst \\\+1\d\.\d %/,
    );
  });

  it('may be accepted twice: the second acceptance gives no warning', () => {
    const twice: Acceptance = { ...COUNTS, reason: 'checks more still', source: 'commit 5d6e7f8' };
    const inFile: Acceptance = { ...COUNTS, until: '2999-12-31', upTo: 0.5, source: 'perf-accepted.json' };
    const report = judged(COUNTS, twice, inFile);
    expect(gate(report)).toBe(0);
    expect(report.comparisons[0]?.accepted).toEqual({ reason: 'checks more', source: 'commit 1a2b3c4' });
    expect(report.warnings.map(({ code }) => code).filter((code) => code.startsWith('acceptance-'))).toEqual(
      [],
    );
  });

  it('fails nonetheless where another benchmark got slower', () => {
    const report = judged({ ...COUNTS, benchmark: SAME });
    expect(gate(report)).toBe(1);
    expect(report.verdict).toBe('regressed');
  });
});

describe('an acceptance that does not count is reported, and the benchmark regressed', () => {
  const day = RUN.startedAt.slice(0, 10);
  it.each<[string, Partial<Acceptance>, RegExp]>([
    [
      'acceptance-expired',
      { until: '2000-01-01', source: 'perf-accepted.json' },
      /until 2000-01-01, which is over/,
    ],
    ['acceptance-without-reason', { reason: '' }, /gives no reason: it accepts nothing/],
    ['acceptance-without-reason', { reason: '\u200b\u00a0\x01' }, /gives no reason: it accepts nothing/],
    ['acceptance-exceeded', { upTo: 0.05 }, /up to 5 %, and it got slower than that/],
    ['acceptance-unknown', { benchmark: 'bench/a.bench.ts#prase' }, /which is no benchmark of this run/],
  ])('%s', (code, change, message) => {
    const report = judged({ ...COUNTS, ...change });
    expect(gate(report)).toBe(1);
    const [warning] = report.warnings.filter((one) => one.code === code);
    expect(warning?.message).toMatch(message);
    expect(warning?.hint).toBeDefined();
    expect(renderMarkdown(report)).toContain(`Perf-Accepted: ${SLOWER} REASON`);
  });

  it('a mistyped one says which was meant', () => {
    const { warnings } = judged({ ...COUNTS, benchmark: 'bench/a.bench.ts#prase' });
    expect(warnings.find(({ code }) => code === 'acceptance-unknown')?.hint).toBe(`Did you mean ${SLOWER}?`);
  });

  it('on its last day it counts', () => {
    expect(gate(judged({ ...COUNTS, until: day }))).toBe(0);
  });

  it('one of a file that is not needed any more is named', () => {
    const { warnings } = judged(COUNTS, {
      ...COUNTS,
      benchmark: SAME,
      until: day,
      source: 'perf-accepted.json',
    });
    expect(warnings.find(({ code }) => code === 'acceptance-unused')?.message).toBe(
      `perf-accepted.json accepts ${SAME}, which is unchanged`,
    );
  });
});

describe('perf-guard accept', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'perf-guard-accept-'));
    await writeRunFile(join(folder, 'head.run.json'), RUN);
  });
  afterAll(() => rm(folder, { recursive: true }));

  const accept = (...args: string[]): Promise<{ code: number; stderr: string }> =>
    new Promise((resolve) => {
      execFile(process.execPath, [COMMAND, 'accept', ...args], { cwd: folder }, (error, _stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stderr });
      });
    });

  it('writes the file that reviewers see, an entry for each benchmark, and leaves its $schema', async () => {
    const $schema = './node_modules/@perf-suite/schema/json-schema/perf-accepted.schema.json';
    await writeFile(join(folder, 'perf-accepted.json'), JSON.stringify({ $schema, accepted: [] }));
    const flags = ['--until', '2999-12-31', '--reason', 'first', '--run', 'head.run.json'];
    expect((await accept(SLOWER, ...flags)).code).toBe(0);
    expect((await accept(SAME, '--until', '2999-12-31', '--reason', 'other', '--up-to', '10%')).code).toBe(0);
    expect((await accept(SLOWER, '--until', '2999-12-31', '--reason', 'second')).code).toBe(0);
    expect(JSON.parse(await readFile(join(folder, 'perf-accepted.json'), 'utf8'))).toEqual({
      $schema,
      accepted: [
        { benchmark: SLOWER, reason: 'second', until: '2999-12-31' },
        { benchmark: SAME, reason: 'other', until: '2999-12-31', upTo: 0.1 },
      ],
    });
  });

  it.each([
    [[SLOWER, '--until', '2999-12-31'], 'expected --reason with it'],
    [[SLOWER, '--until', '2999-12-31', '--reason', '\u200b\u2060 \x01'], 'expected --reason with it'],
    [[SLOWER, '--reason', 'x'], 'expected --until with it'],
    [[SLOWER, '--reason', 'x', '--until', '2999-02-30'], 'expected a day such as 2026-12-31'],
    [[SLOWER, '--reason', 'x', '--until', '2001-01-01'], 'expected a day that is not over'],
    [
      ['bench/a.bench.ts#prase', '--reason', 'x', '--until', '2999-12-31', '--run', 'head.run.json'],
      `Did you mean ${SLOWER}?`,
    ],
  ])('%j is refused', async (args, message) => {
    const { code, stderr } = await accept(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it.runIf(process.platform !== 'win32')(
    'follows a link within the project, and refuses one out of it',
    async () => {
      const project = join(folder, 'project');
      await mkdir(join(project, 'config'), { recursive: true });
      await symlink(project, join(folder, 'linked'));
      const empty = '{ "accepted": [] }';
      for (const path of [join(folder, 'outside.json'), join(project, 'config', 'inside.json')])
        await writeFile(path, empty);
      const link = join(project, 'perf-accepted.json');
      const flags = ['--until', '2999-12-31', '--reason', 'x', '--cwd', 'linked'];
      await symlink('../outside.json', link);
      const refused = await accept(SLOWER, ...flags);
      expect(refused.code).not.toBe(0);
      expect(refused.stderr).toMatch(
        /perf-accepted\.json: cannot be written: it is a link to .*outside\.json, out of the project/,
      );
      expect(await readFile(join(folder, 'outside.json'), 'utf8')).toBe(empty);
      await rm(link);
      await symlink('config/inside.json', link);
      expect((await accept(SLOWER, ...flags)).code).toBe(0);
      expect(await readFile(join(project, 'config', 'inside.json'), 'utf8')).toContain(SLOWER);
    },
  );

  it.each([
    ['', 'expected a reason that can be seen'],
    ['\u200b', 'expected a reason that can be seen'],
    ['\u00a0\u2060\u0001', 'expected a reason that can be seen'],
  ])('a file with the reason %j is refused', async (reason, message) => {
    const entry = { benchmark: SLOWER, until: '2999-12-31', reason };
    await writeFile(join(folder, 'perf-accepted.json'), JSON.stringify({ accepted: [entry] }));
    const { code, stderr } = await accept(SAME, '--until', '2999-12-31', '--reason', 'x');
    expect(code).toBe(2);
    expect(stderr).toContain(`perf-accepted.json: at /accepted/0/reason ${message}`);
  });

  it('takes a reason of 500 characters, and refuses a longer one, also in the file', async () => {
    const path = join(folder, 'perf-accepted.json');
    const flags = ['--until', '2999-12-31', '--reason'];
    await writeFile(path, JSON.stringify({ accepted: [] }));
    expect((await accept(SLOWER, ...flags, 'x'.repeat(500))).code).toBe(0);
    const refused = await accept(SLOWER, ...flags, 'x'.repeat(501));
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('--reason: expected at most 500 characters, found 501');
    const entry = { benchmark: SLOWER, until: '2999-12-31', reason: 'x'.repeat(300_000) };
    await writeFile(path, JSON.stringify({ accepted: [entry] }));
    const unread = await accept(SAME, ...flags, 'x');
    expect(unread.code).toBe(2);
    expect(unread.stderr).toContain('at /accepted/0/reason expected text of at most 500 characters, found');
    expect(unread.stderr.length).toBeLessThan(1000);
  });

  it('a file that is damaged is never written over', async () => {
    await writeFile(join(folder, 'perf-accepted.json'), '{ "accepted": [ { "benchmark": 1 } ] }');
    const { code, stderr } = await accept(SLOWER, '--until', '2999-12-31', '--reason', 'x');
    expect(code).toBe(2);
    expect(stderr).toContain('perf-accepted.json: at /accepted/0/benchmark expected');
    expect(await readFile(join(folder, 'perf-accepted.json'), 'utf8')).toContain('"benchmark": 1');
  });
});
