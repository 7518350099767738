import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { openStore } from '@perf-suite/history';
import { writeReportFile, writeRunFile } from '@perf-suite/schema/node';
import { runHistory } from '@perf-suite/testing/history-command';
import { reportOf } from '@perf-suite/testing/sample-report';
import { singleRun } from '@perf-suite/testing/sample-run';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-history-command-'));
  await mkdir(join(folder, 'runs'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const run = (...args: string[]) => runHistory(args, { cwd: folder });
const samples = (ns: number) => Array.from({ length: 200 }, (_, i) => ns + (i % 20));

async function writeRun(id: string, day: number, ns: number): Promise<void> {
  const startedAt = `2026-03-${String(day).padStart(2, '0')}T10:00:00.000Z`;
  const file = singleRun({
    id,
    startedAt,
    benchmarks: { 'a.bench.ts#parse': [samples(ns), samples(ns + 2)] },
  });
  await writeRunFile(join(folder, 'runs', `${id}.run.json`), file);
  const report = reportOf(file, {
    'a.bench.ts#parse': { verdict: 'regressed', severity: 'warning', speedup: 0.9 },
  });
  await writeReportFile(join(folder, 'runs', `${id}.report.json`), report);
}

describe('perf-history add', () => {
  it('adds runs and reports of a folder once, and shows them', async () => {
    await writeRun('first', 1, 1_000);
    await writeRun('second', 2, 1_100);
    expect(await run('add', 'runs')).toMatchObject({
      code: 0,
      err: 'perf-history: added 2 runs, 2 reports\n',
    });
    expect(await run('add', 'runs')).toMatchObject({
      code: 0,
      err: 'perf-history: added 0 runs, 0 reports; 4 known already\n',
    });
    const { out } = await run('list');
    expect(out).toMatch(/first .*2026-03-01 10:00Z .*main .*0123456.*\n.*second/);
    const shown = JSON.parse((await run('show', 'second', '--format', 'json')).out);
    expect(shown.points[0]).toMatchObject({ p50: 1_110.5, verdict: { verdict: 'regressed' } });
    expect(shown.points[0].roundP50).toEqual([1_109.5, 1_111.5]);
    expect((await run('show', 'parse')).out).toMatch(/first.*\n.*second/);
    expect((await run('list', '--benchmarks')).out).toContain('a.bench.ts#parse');
    expect((await run('check')).code).toBe(0);
  });

  it('begins no history where nothing can be added', async () => {
    await writeFile(join(folder, 'cut.json'), '{"kind":"run",');
    for (const args of [
      ['add', 'no-such-file.json'],
      ['add', 'cut.json'],
      ['import', 'auto', 'no-such-file.json'],
    ]) {
      expect((await run(...args)).code).toBe(2);
      expect(await readdir(folder)).toEqual(['cut.json', 'runs']);
    }
  });

  it('names and skips what it cannot use, adds the rest, and exits with 2', async () => {
    await writeRun('good', 1, 1_000);
    const files: Record<string, string | Buffer> = {
      'corrupt.json': '{"kind":"run",',
      'wrong.json': '{"kind":"run","schemaVersion":1,"mode":"single"}',
      'future.json': '{"kind":"run","schemaVersion":99}',
      'newer-history.json': '{"kind":"history-run","schemaVersion":99}',
      'empty.json': '',
      'deep.json': '['.repeat(100_000),
      'cut.run.json.gz': gzipSync('{"kind":"run"}').subarray(0, 20),
      'bomb.jsonl.gz': gzipSync(Buffer.alloc(80 * 1024 * 1024, 0x20)),
      'lines.jsonl': '{"kind":"history-run"}\nnonsense\n',
      'prototype.json': '{"kind":"history-run","schemaVersion":1,"run":{"__proto__":{"id":"x"}}}',
    };
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, 'runs', name), content);
    // JSON of other tools is none of its business.
    await writeFile(join(folder, 'runs', 'package.json'), '{"name":"other"}');
    const { code, err } = await run('add', 'runs');
    expect(code).toBe(2);
    for (const name of Object.keys(files)) expect(err).toContain(`skipped: runs/${name}`);
    expect(err).not.toContain('package.json');
    expect(err).toContain('future.json: at /schemaVersion expected 1 or lower, found 99');
    expect(err).toContain('added 1 run, 1 report; 11 skipped');
    const named = await run('add', 'runs/package.json');
    expect(named).toMatchObject({ code: 2, err: expect.stringContaining('at /kind expected run, report') });
  });

  it('finds the run file again, at its path or in the history', async () => {
    await writeRun('first', 1, 1_000);
    const written = await readFile(join(folder, 'runs', 'first.run.json'));
    await run('add', 'runs', '--store', 'by-path.db');
    await run('add', 'runs', '--store', 'stored.db', '--raw', 'stored');
    const rawOf = async (name: string) => {
      const store = await openStore(join(folder, name));
      const raw = await store.raw('first');
      await store.close();
      return raw === null ? null : Buffer.from(raw);
    };
    expect((await rawOf('by-path.db'))?.equals(written)).toBe(true);
    await rm(join(folder, 'runs'), { recursive: true });
    expect(await rawOf('by-path.db')).toBeNull();
    expect((await rawOf('stored.db'))?.equals(written)).toBe(true);
  });
});

describe('perf-history export', () => {
  it('writes what another history takes in', async () => {
    await writeRun('first', 1, 1_000);
    await writeRun('second', 2, 1_100);
    await run('add', 'runs');
    expect(await run('export', '--out', 'all.jsonl.gz')).toMatchObject({ code: 0, out: '' });
    expect(
      gunzipSync(await readFile(join(folder, 'all.jsonl.gz')))
        .toString()
        .trim()
        .split('\n'),
    ).toHaveLength(2);
    expect((await run('add', 'all.jsonl.gz', '--store', 'other.db')).err).toContain('added 2 runs');
    const first = async (...store: string[]) =>
      (await run('show', 'first', '--format', 'json', ...store)).out;
    expect(await first('--store', 'other.db')).toBe(await first());
    const csv = (await run('export', '--format', 'csv')).out.trim().split('\n');
    expect(csv).toHaveLength(3);
    expect(csv[1]).toMatch(
      /^first,2026-03-01T10:00:00.000Z,default,main,.*,a\.bench\.ts#parse,ns,lower,1010.5,/,
    );
    expect((await run('export', '--out', '.perf/history.db')).code).toBe(2);
  });
});

describe('perf-history gc', () => {
  it('removes by the rules given, and asks for one', async () => {
    await writeRun('first', 1, 1_000);
    await run('add', 'runs');
    expect(await run('gc')).toMatchObject({ code: 2, err: expect.stringContaining('--keep-raw') });
    expect((await run('gc', '--keep', '1d', '--dry-run')).err).toContain('would remove 1 run, 1 run file');
    expect((await run('gc', '--keep', '1d')).err).toContain('removed 1 run, 1 run file');
    expect((await run('list', '--format', 'json')).out).toBe('[]\n');
  });
});

describe('a history that cannot be used', () => {
  it('is named where it is not there, and not begun by a command that reads', async () => {
    expect(await run('list')).toMatchObject({
      code: 2,
      err: expect.stringContaining('expected a history, found none'),
    });
    await expect(readFile(join(folder, '.perf', 'history.db'))).rejects.toThrow();
  });

  it('is named where it is no database, or damaged', async () => {
    await writeFile(join(folder, 'text.db'), 'a text, of some length, that is no database'.repeat(100));
    expect(await run('list', '--store', 'text.db')).toMatchObject({
      code: 2,
      err: expect.stringContaining('no SQLite database'),
    });
    expect(await run('list', '--store', 'ftp://x/y')).toMatchObject({ code: 2 });
  });

  it('keeps the password of an address to itself', async () => {
    const { code, err } = await run('list', '--store', 'postgres://me:hunter22@127.0.0.1:1/none');
    expect(code).toBe(2);
    expect(err).toContain('cannot be reached');
    expect(err).not.toContain('hunter22');
  });
});

it('says so where it is not asked for a command', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(import.meta.dirname, '..', 'bin', 'perf-history.js'),
    '--version',
  ]);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
