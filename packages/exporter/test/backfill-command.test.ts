import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeReportFile, writeRunFile } from '@perf-suite/schema/node';
import { COMMAND, runExporter } from '@perf-suite/testing/exporter-command';
import { eventually, startProgram } from '@perf-suite/testing/real-server';
import { reportOf } from '@perf-suite/testing/sample-report';
import { singleRun } from '@perf-suite/testing/sample-run';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const onPosix = process.platform !== 'win32';

let folder = '';
let runs = '';
let out = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-exporter-backfill-'));
  [runs, out] = [join(folder, 'runs'), join(folder, 'history.om')];
  await mkdir(runs);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function writeRun(id: string, hour: number, slow = false): Promise<void> {
  const startedAt = `2026-03-01T${hour}:00:00.000Z`;
  const run = singleRun({ id, startedAt, benchmarks: { parse: [[1_000.3, 1_100.7], [1_200]] } });
  await writeRunFile(join(runs, `${id}.run.json`), run);
  const judged = slow
    ? ({ verdict: 'regressed', severity: 'critical', speedup: 0.8 } as const)
    : ({ verdict: 'unchanged', speedup: 1 } as const);
  await writeReportFile(join(runs, `${id}.report.json`), reportOf(run, { parse: judged }));
}

describe('perf-exporter backfill', () => {
  it('never replaces a run or the verdicts on it', async () => {
    await writeRun('r1', 10);
    for (const name of ['r1.run.json', 'r1.report.json']) {
      const { code, err } = await runExporter('backfill', '--runs', runs, '--out', join(runs, name));
      expect(err).toMatch(/expected a file for the history, found a (run|report) file/);
      expect(code).toBe(2);
    }
  });

  it('writes a history that ends with EOF and gives each metric its lines in one place', async () => {
    await writeRun('r1', 10);
    await writeRun('r2', 12, true);
    const { code, err } = await runExporter('backfill', '--runs', runs, '--out', out, '--step', '30m');
    expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/wrote \d+ samples of 4 files/) });
    const text = await readFile(out, 'utf8');
    expect(text.endsWith('\n# EOF\n')).toBe(true);
    const types = text.match(/^# TYPE \S+/gm) ?? [];
    expect(new Set(types).size).toBe(types.length);
    const open =
      'performance_regression_open{benchmark_name="parse",environment="local",branch="main",severity="critical"}';
    const values = text
      .split('\n')
      .filter((line) => line.startsWith(open))
      .map((line) => line.split(' ').slice(-2));
    const hour = (h: number, minute: number) => String(Date.UTC(2026, 2, 1, h, minute) / 1_000);
    expect(values).toEqual([
      ['0', hour(10, 1)],
      ['0', hour(10, 30)],
      ['0', hour(11, 0)],
      ['0', hour(11, 30)],
      ['0', hour(12, 0)],
      ['1', hour(12, 1)],
    ]);
  });

  it('ends when it is interrupted between two runs, and leaves nothing behind', async () => {
    await writeRun('r1', 10);
    await writeRun('r2', 22);
    const temporary = join(folder, 'temporary');
    await mkdir(temporary);
    // 43 million times of each value: it is far from done when it is interrupted.
    const program = startProgram(
      process.execPath,
      [COMMAND, 'backfill', '--runs', runs, '--out', out, '--step', '1ms'],
      { env: { TMPDIR: temporary, TMP: temporary, TEMP: temporary } },
    );
    await eventually(
      async () => {
        const paths = await readdir(temporary, { recursive: true });
        const sizes = await Promise.all(
          paths.filter((path) => path.endsWith('.part')).map(sizeIn(temporary)),
        );
        return sizes.some((bytes) => bytes > 0) ? true : null;
      },
      { withinMs: 90_000, what: 'values to be written' },
    );
    expect(await program.stop('SIGINT')).toBe(130);
    expect(await readdir(temporary)).toEqual([]);
    expect((await readdir(folder)).sort()).toEqual(['runs', 'temporary']);
  });

  it.runIf(onPosix)('keeps the history that was there when it cannot write the new one', async () => {
    for (const hour of [10, 11, 12]) await writeRun(`r${hour}`, hour);
    await runExporter('backfill', '--runs', runs, '--out', out);
    const before = await readFile(out, 'utf8');
    await writeRun('r13', 13);
    // Each metric's own file fits below the limit, the history does not.
    const limitKib = Math.floor(before.length / 2 / 1_024);
    const script = `ulimit -f ${limitKib}; exec "$0" "$@"`;
    const command = [process.execPath, COMMAND, 'backfill', '--runs', runs, '--out', out];
    const { code, stderr } = await new Promise<{ code: unknown; stderr: string }>((resolve) =>
      execFile('bash', ['-c', script, ...command], (error, _stdout, stderr) =>
        resolve({ code: error?.code, stderr }),
      ),
    );
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('history.om: cannot be written'),
    });
    expect(await readFile(out, 'utf8')).toBe(before);
    expect((await readdir(folder)).sort()).toEqual(['history.om', 'runs']);
  });
});

const sizeIn = (folder: string) => async (path: string) => (await stat(join(folder, path))).size;
