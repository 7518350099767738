import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { RunFile } from '@perf-suite/schema';
import { readReportFile, writeRunFile } from '@perf-suite/schema/node';
import { sampleEnvironment } from '@perf-suite/testing/sample-environment';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BenchmarkSpec, pairedRun, singleRun } from './run-builder.js';

const COMMAND = fileURLToPath(new URL('../bin/perf-guard.js', import.meta.url));

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-guard-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Starts the real command in the test's folder. */
function perfGuard(args: readonly string[], environment: Record<string, string> = {}): Promise<Outcome> {
  const env = { PATH: process.env.PATH ?? '', ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, [COMMAND, ...args], { cwd: folder, env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

async function saved(name: string, run: RunFile): Promise<string> {
  await writeRunFile(join(folder, name), run);
  return name;
}

const paired = (benchmarks: readonly BenchmarkSpec[], rounds = 8) => pairedRun({ rounds, benchmarks });
const single = (id: string, seed: number, benchmarks: readonly BenchmarkSpec[]) =>
  singleRun({ id, seed, benchmarks });

/** As `perfGuard`, with something on standard input. */
function fed(args: readonly string[], input: string | Uint8Array): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [COMMAND, ...args], { cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
    child.stdin?.end(input);
  });
}

describe('standard input', () => {
  const head = paired([{ name: 'parse' }]);

  test('is read for -, packed or not, with a byte order mark or without', async () => {
    const text = JSON.stringify(head);
    for (const input of [text, `\uFEFF${text}`, gzipSync(text)]) {
      const { code, stdout, stderr } = await fed(['check', '-', '--format', 'json'], input);
      expect([code, stderr]).toEqual([0, '']);
      expect(JSON.parse(stdout).run.file).toBe('standard input');
    }
  });

  test('can be a baseline, beside others', async () => {
    const run = (id: string, seed: number) => single(id, seed, [{ name: 'parse' }]);
    const args = ['check', await saved('in-head.run.json', run('h', 1)), '--baseline', '-'];
    const { code, stderr } = await fed(
      [...args, await saved('in-old.run.json', run('a', 2))],
      JSON.stringify(run('b', 3)),
    );
    expect([code, stderr]).toEqual([0, '']);
  });

  test.each<[string, string[], string, string]>([
    ['twice', ['check', '-', '--baseline', '-'], '{}', 'expected - (standard input) for one file at most'],
    [
      'without anything on it',
      ['check', '-'],
      '',
      'standard input: expected JSON, found nothing\n  Pipe a file',
    ],
    ['with something else on it', ['check', '-'], '{', 'standard input: expected JSON, found something else'],
    ['with other JSON on it', ['check', '-'], '{}', 'standard input: at /kind expected "run", found nothing'],
  ])('is refused %s', async (_, args, input, message) => {
    const { code, stderr } = await fed(args, input);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

test('a run that --baseline took is reported, and where to name it', async () => {
  const { code, stderr } = await perfGuard(['check', '--baseline', 'old.run.json', 'new.run.json']);
  expect(code).toBe(2);
  expect(stderr).toBe(
    [
      'perf-guard: check: expected a run file to judge, found none; --baseline takes old.run.json, new.run.json',
      '  Name the run first, such as: perf-guard check new.run.json --baseline old.run.json\n',
    ].join('\n'),
  );
});

describe('perf-guard check', () => {
  test('exits 1 on a regression and names benchmark, size and interval', async () => {
    const file = await saved('slow.run.json', paired([{ name: 'parse', change: 0.08 }, { name: 'print' }]));
    const { code, stdout, stderr } = await perfGuard(['check', file]);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /regressed +parse\n +Slower: p50 takes [78]\.\d % longer \(95 % interval \+\d\.\d % to \+\d\.\d %/,
    );
    expect(stdout).toMatch(/├?─*●─*┤?/);
    expect(stdout).toContain('REGRESSED: 1 regressed, 1 unchanged');
    expect(stderr).toBe('');
  });

  test('exits 0 where nothing changed, from a compressed file too', async () => {
    const file = await saved('same.run.json.gz', paired([{ name: 'parse' }, { name: 'print' }]));
    expect(await perfGuard(['check', file])).toMatchObject({ code: 0, stderr: '' });
  });

  test('gives JSON that is a report, the same each time but for its date', async () => {
    const file = await saved('json.run.json', paired([{ name: 'parse', change: 0.08 }]));
    const [first, second] = await Promise.all(
      [1, 2].map(() => perfGuard(['check', file, '--format', 'json'])),
    );
    const dateless = (text = '') => ({ ...(JSON.parse(text) as object), createdAt: '' });
    expect(dateless(first?.stdout)).toEqual(dateless(second?.stdout));
    expect(dateless(first?.stdout)).toMatchObject({ kind: 'report', verdict: 'regressed' });
  });

  test('writes a report file and says so on standard error only', async () => {
    const file = await saved('out.run.json', paired([{ name: 'parse', change: 0.08 }]));
    const outcome = await perfGuard(['check', file, '--format', 'json', '--out', 'sub/out.report.json']);
    expect(outcome).toMatchObject({ code: 1, stdout: '' });
    expect(outcome.stderr).toMatch(/regressed: 1 of 1 benchmark.*written to sub\/out\.report\.json/);
    expect((await readReportFile(join(folder, 'sub/out.report.json'))).verdict).toBe('regressed');
  });

  test('never writes over a run, be it what it judges, a baseline or another', async () => {
    const run = (id: string, seed: number) => single(id, seed, [{ name: 'parse' }]);
    const [head, old, other] = [
      await saved('kept-head.run.json', run('kept-h', 1)),
      await saved('kept-old.run.json', run('kept-o', 2)),
      await saved('kept-other.run.json', run('kept-x', 3)),
    ];
    for (const [out, found] of [
      [head, 'found the run that is judged'],
      [`./${old}`, `found the baseline ${old}`],
      [other, 'expected a file for the report, found a run file'],
    ]) {
      const { code, stderr } = await perfGuard(['check', head, '-b', old, '-o', out ?? '']);
      expect(stderr).toContain(found);
      expect(code).toBe(2);
    }
    const file = 'kept.report.json';
    for (let i = 0; i < 2; i++)
      expect((await perfGuard(['check', head, '-b', old, '--format', 'json', '-o', file])).code).toBe(0);
  });

  test('says last that the gate is off for what was found, and from where', async () => {
    const slow = paired([{ name: 'parse', change: 0.08 }]);
    const off = await saved('off.run.json', { ...slow, settings: { ...slow.settings, failOn: [] } });
    const lastLine = async (...args: string[]) => {
      const { code, stdout } = await perfGuard(['check', ...args]);
      return [code, stdout.trimEnd().split('\n').at(-1)];
    };
    const measured = 'does not fail although regressed: the run was measured with --fail-on none';
    expect(await lastLine(off)).toEqual([0, measured]);
    const markdown = await perfGuard(['check', off, '--format', 'markdown']);
    expect(markdown.stdout.split('\n')[4]).toBe(`**${measured}**`);
    const judged = 'does not fail although regressed: judged with --fail-on missing';
    expect(await lastLine(off, '--fail-on', 'missing')).toEqual([0, judged]);
    const { stderr } = await perfGuard(['check', off, '--out', 'off.txt']);
    expect(stderr).toContain(measured);
    expect((await lastLine(off, '--fail-on', 'regressed'))[1]).toContain('REGRESSED');
  });

  test('says last that nothing could be compared, and what a new benchmark takes', async () => {
    const old = await saved('none-old.run.json', single('none-old', 1, [{ name: 'a' }]));
    const now = await saved('none-new.run.json', single('none-new', 2, [{ name: 'b' }]));
    const { code, stdout } = await perfGuard(['check', now, '-b', old, '--fail-on', 'regressed']);
    expect(code).toBe(4);
    expect(stdout).toMatch(/New: the baseline does not have it; it takes \d+\.\d+ µs at p50\./);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('nothing could be compared: exit code 4');
  });

  test('warns of a baseline that is younger than the run, or was measured under load', async () => {
    const old = single('young-old', 1, [{ name: 'a' }]);
    const busy = { ...old, environment: { ...sampleEnvironment(), loadAtStart: 5 } };
    const file = await saved('young-old.run.json', { ...busy, startedAt: '2026-01-03T00:00:00.000Z' });
    const now = single('young-new', 2, [{ name: 'a' }]);
    const dirty = { ...now, git: { commit: 'c'.repeat(40), branch: 'topic', dirty: true } };
    const { stdout } = await perfGuard(['check', await saved('young-new.run.json', dirty), '-b', file]);
    expect(stdout).toMatch(/topic@ccccccc \(changed\) against \S+: 1 benchmark/);
    expect(stdout).toContain('found newer: young-old.run.json (2026-01-03T00:00:00.000Z)');
    expect(stdout).toContain('measured under load: young-old.run.json (load 5.0 on 2 cores)');
  });

  test('gives Markdown that names of benchmarks cannot break', async () => {
    const file = await saved('md.run.json', paired([{ name: 'a | `b` <img> @all', change: 0.08 }]));
    const { stdout } = await perfGuard(['check', file, '--format', 'markdown']);
    expect(stdout).toContain('| 🔴 a \\| \\`b\\` &lt;img&gt; &#64;all |');
    expect(stdout).not.toContain('<img>');
  });

  test('keeps to --min-effect, --percentile and --fail-on', async () => {
    const file = await saved('flags.run.json', paired([{ name: 'parse', change: 0.08 }]));
    const codeOf = async (...flags: string[]) => (await perfGuard(['check', file, ...flags])).code;
    expect(await codeOf('--min-effect', '20%')).toBe(0);
    expect(await codeOf('--min-effect', '0.2', '--percentile', 'p50,p95')).toBe(0);
    expect(await codeOf('--percentile', 'p95')).toBe(1);
    expect(await codeOf('--fail-on', 'missing')).toBe(0);
    expect(await codeOf('--fail-on', 'none')).toBe(0);
  });

  test('compares two runs of one environment and calls it weak', async () => {
    const old = await saved('old.run.json', single('old', 1, [{ name: 'parse' }, { name: 'print' }]));
    const now = await saved(
      'new.run.json',
      single('new', 2, [{ name: 'parse', change: 0.5 }, { name: 'print' }]),
    );
    const { code, stdout } = await perfGuard(['check', now, '--baseline', old]);
    expect(code).toBe(1);
    expect(stdout).toContain('weak evidence: 1 earlier run');
    expect(stdout).toContain('confirm with --against');
  });

  test('exits 4 for a missing benchmark, 5 for another environment, 6 for a failed one, 3 where asked', async () => {
    const failure = { reason: 'threw', round: 0, message: 'boom' } as const;
    const old = await saved('both.run.json', single('old', 1, [{ name: 'a' }, { name: 'b' }]));
    const one = await saved('one.run.json', single('new', 2, [{ name: 'a' }]));
    const broken = await saved('broken.run.json', paired([{ name: 'a', failure }, { name: 'b' }]));
    const unsure = await saved('unsure.run.json', paired([{ name: 'a', roundSd: 0.2 }]));
    const elsewhere = {
      ...single('far', 1, [{ name: 'a' }]),
      environment: sampleEnvironment({ fingerprint: 'f2' }),
    };
    const far = await saved('far.run.json', elsewhere);
    const codeOf = async (...args: string[]) => (await perfGuard(['check', ...args])).code;
    expect(await codeOf(one, '--baseline', old)).toBe(4);
    expect(await codeOf(one, '--baseline', far)).toBe(5);
    expect(await codeOf(broken)).toBe(6);
    expect(await codeOf(unsure)).toBe(0);
    expect(await codeOf(unsure, '--fail-on', 'inconclusive')).toBe(3);
  });

  test('exits 1 before any other reason', async () => {
    const failure = { reason: 'threw', round: 0, message: 'boom' } as const;
    const file = await saved(
      'mixed.run.json',
      paired([
        { name: 'a', failure },
        { name: 'b', change: 0.1 },
      ]),
    );
    expect((await perfGuard(['check', file])).code).toBe(1);
  });

  test('exits 2 with what to do on bad usage and bad input', async () => {
    const good = await saved('good.run.json', single('good', 1, [{ name: 'a' }]));
    await writeFile(join(folder, 'broken.json'), '{"kind":"run","schemaVersion":1,"id":7}');
    await writeFile(join(folder, 'empty.json'), '');
    await writeFile(join(folder, 'future.json'), '{"kind":"run","schemaVersion":99}');
    const none = await saved('none.run.json', paired([]));
    const cases: [string[], RegExp][] = [
      [['check'], /expected a run file to judge, found none/],
      [['check', 'nowhere.json'], /nowhere\.json: expected a file, found none/],
      [['check', 'empty.json'], /empty file/],
      [['check', 'broken.json'], /broken\.json: at \/\w+ expected/],
      [['check', 'future.json'], /expected 1 or lower, found 99/],
      [['check', none], /expected benchmarks to judge, found none/],
      [['check', good], /expected a baseline.*\n.*--baseline FILE/],
      [
        ['check', good, '--min-effect', 'much'],
        /--min-effect: expected a share between 0 and 1 such as 2.5%/,
      ],
      [['check', good, '--percentile', 'p42'], /--percentile: expected p50, p95, found "p42"/],
      [['check', good, '--fail-on', 'rain'], /--fail-on: expected regressed/],
      [['check', good, '--format', 'xml'], /--format: expected text, .*found "xml"/],
      [
        ['check', good, none],
        /found good\.run\.json, none\.run\.json\n.*check good\.run\.json --baseline none/,
      ],
      [['judge'], /unknown command 'judge'/],
    ];
    for (const [args, message] of cases) {
      const { code, stdout, stderr } = await perfGuard(args);
      expect(stderr).toMatch(message);
      expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: '' });
    }
  });

  test('colours on demand only, and never with NO_COLOR', async () => {
    const file = await saved('color.run.json', paired([{ name: 'a' }]));
    const colored = async (environment: Record<string, string>, ...flags: string[]) =>
      (await perfGuard(['check', file, ...flags], environment)).stdout.includes('\u001b[');
    expect(await colored({})).toBe(false);
    expect(await colored({ FORCE_COLOR: '1' })).toBe(true);
    expect(await colored({ FORCE_COLOR: '0' })).toBe(false);
    expect(await colored({ FORCE_COLOR: '1' }, '--no-color')).toBe(false);
    expect(await colored({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
  });

  test('leaves out what is unchanged when quiet and adds p-values when verbose', async () => {
    const file = await saved('detail.run.json', paired([{ name: 'steady' }, { name: 'slow', change: 0.08 }]));
    const stdoutOf = async (flag: string) => (await perfGuard(['check', file, flag])).stdout;
    expect(await stdoutOf('--quiet')).not.toContain('steady');
    expect(await stdoutOf('--verbose')).toMatch(/slow[\s\S]*p = 0\.0039/);
  });
});

describe('perf-guard', () => {
  test('helps, with examples and exit codes', async () => {
    for (const args of [['--help'], ['check', '--help']]) {
      const { code, stdout } = await perfGuard(args);
      expect(code).toBe(0);
      expect(stdout).toContain('perf-guard check new.run.json --baseline old.run.json');
      expect(stdout).toContain('Exit codes');
    }
  });

  test("reports the package's version", async () => {
    const manifest = await readFile(new URL('../package.json', import.meta.url), 'utf8');
    const { version } = JSON.parse(manifest) as { version: string };
    expect((await perfGuard(['--version'])).stdout).toBe(`${version}\n`);
  });
});
