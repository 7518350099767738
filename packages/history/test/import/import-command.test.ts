import { copyFile, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { runHistory } from '@perf-suite/testing/history-command';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FIXTURES } from './imported.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-history-import-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const run = (...args: string[]) => runHistory(args, { cwd: folder });
const fixture = (name: string) => join(FIXTURES, name);

describe('perf-history import', () => {
  it('adds the history of github-action-benchmark once, and shows it', async () => {
    const data = fixture('github-action-benchmark-data.js');
    const first = await run('import', 'auto', data, '--branch', 'main');
    expect(first).toMatchObject({ code: 0, out: '' });
    expect(first.err).toContain('5 runs of github-action-benchmark added; 5 results; summaries only');
    expect(first.err).toContain('no p95');
    const second = await run('import', 'github-action-benchmark', data, '--branch', 'main');
    expect(second.err).toContain('0 runs of github-action-benchmark added, 5 known already');
    expect((await run('show', 'Node#parse')).out).toMatch(/1\.?001|1,001/);
    expect((await run('list')).out).toContain('summary of github-action-benchmark');
    expect((await run('check')).code).toBe(0);
  });

  it('adds what it can use, names the rest, and exits with 2', async () => {
    await writeFile(join(folder, 'broken.json'), '{"files":[');
    await writeFile(
      join(folder, 'mixed.json'),
      '[{"name":"a","unit":"ms","value":1},{"name":"b","unit":"%","value":1}]',
    );
    const date = ['--date', '2026-01-31T12:00:00Z'];
    const { code, err } = await run(
      'import',
      'auto',
      'broken.json',
      'mixed.json',
      fixture('vitest-4.json'),
      'none.json',
      ...date,
    );
    expect(code).toBe(2);
    expect(err).toContain('skipped: broken.json: expected JSON');
    expect(err).toContain(
      'skipped: mixed.json: at /1/unit expected a unit that says whether lower or higher is better, found "%"',
    );
    expect(err).toContain("--better '%=lower'");
    expect(err).toContain('skipped: none.json: expected a file, found none');
    expect(JSON.parse((await run('list', '--format', 'json')).out)).toHaveLength(1);
    const told = await run('import', 'auto', 'mixed.json', '--better', '%=higher', ...date);
    expect(told).toMatchObject({
      code: 0,
      err: expect.stringContaining('1 run of github-action-benchmark added; 2 results'),
    });
  });

  it('leaves out units that do not say which way is better, or those named, when told to', async () => {
    const results = [
      { name: 'a', unit: 'ms', value: 1 },
      { name: 'b', unit: '%', value: 1 },
      { name: 'c', unit: 'KB', value: 1 },
    ];
    await writeFile(join(folder, 'mixed.json'), JSON.stringify(results));
    const date = ['--date', '2026-01-31T12:00:00Z'];
    const { code, err } = await run('import', 'auto', 'mixed.json', '--better', 'skip', 'KB=skip', ...date);
    expect(code).toBe(0);
    expect(err).toContain('1 run of github-action-benchmark added; 1 result, 2 left out');
  });

  it('asks for a date, and takes the one of the file only when told to', async () => {
    await copyFile(fixture('benchmark-js.txt'), join(folder, 'out.txt'));
    const asked = await run('import', 'auto', 'out.txt');
    expect(asked).toMatchObject({ code: 2, err: expect.stringContaining('expected a date, found none') });
    await utimes(join(folder, 'out.txt'), 1_700_000_000, 1_700_000_000);
    await run(
      'import',
      'auto',
      'out.txt',
      '--date',
      'file',
      '--commit',
      'abc',
      '--project',
      'p',
      '--env',
      'ci',
    );
    const [added] = JSON.parse((await run('list', '--format', 'json')).out);
    expect(added).toMatchObject({
      project: 'p',
      environment: 'ci',
      commit: 'abc',
      branch: null,
      source: 'benchmark-js',
    });
    expect(added.startedAtMs).toBe(1_700_000_000_000);
    const wrong = await run('import', 'auto', 'out.txt', '--date', 'yesterday');
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('--date: expected an instant') });
  });

  it('names the format that was probably meant', async () => {
    const { code, err } = await run('import', 'vitests', 'a.json');
    expect(code).toBe(2);
    expect(err).toContain('FORMAT: expected auto, vitest, mitata');
    expect(err).toContain('Did you mean vitest?');
  });

  it('reads a packed file, and refuses one that unpacks to more than it reads', async () => {
    const text = '[{"name":"a","unit":"ms","value":1}]';
    await writeFile(join(folder, 'a.json.gz'), gzipSync(text));
    await writeFile(
      join(folder, 'bomb.json.gz'),
      gzipSync(Buffer.alloc(300 * 1024 * 1024, 0x20), { level: 1 }),
    );
    const { code, err } = await run('import', 'auto', 'a.json.gz', 'bomb.json.gz', '--date', '2026-01-31');
    expect(code).toBe(2);
    expect(err).toContain('a.json.gz: 1 run of github-action-benchmark added');
    expect(err).toContain('skipped: bomb.json.gz: cannot be unpacked');
  });

  it('reads a file of 100 MB', async () => {
    const benches = Array.from({ length: 1_000 }, (_, i) => ({
      name: `b${i}`,
      unit: 'ms',
      value: 1,
      extra: 'x'.repeat(100_000),
    }));
    await writeFile(join(folder, 'large.json'), JSON.stringify(benches));
    const { code, err } = await run('import', 'auto', 'large.json', '--date', '2026-01-31');
    expect(code).toBe(0);
    expect(err).toContain('1,000 results');
  });
});
