import { appendFile, chmod, mkdir, mkdtemp, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { writeFileAtomically, writeReportFile, writeRunFile } from '@perf-suite/schema/node';
import { reportOf } from '@perf-suite/testing/sample-report';
import { singleRun } from '@perf-suite/testing/sample-run';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asOrdinaryUser } from '../testing/ordinary-user.js';
import { RunFolder } from './run-folder.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-exporter-folder-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const startedAt = '2026-03-01T10:00:00.000Z';
const run = (id: string) => singleRun({ id, startedAt, benchmarks: { parse: [[100, 110]] } });

function setUp() {
  const taken: string[] = [];
  const skipped: string[] = [];
  const clock = { nowMs: Date.now() + 60_000 };
  const followed = new RunFolder({
    folder,
    onRun: ({ id }) => taken.push(id),
    onReport: (report) => taken.push(`report of ${report.run.id}`),
    onAnalysis: ({ kind }, path) => taken.push(`${kind} in ${basename(path)}`),
    onRemoved: (path) => taken.push(`without ${basename(path)}`),
    onMetrics: (values) => taken.push(...values.map(({ name }) => name)),
    onSkip: (_path, reason, message) => skipped.push(`${reason}: ${message}`),
    nowMs: () => clock.nowMs,
  });
  return { taken, skipped, clock, followed };
}

describe('RunFolder', () => {
  it('takes in runs and reports, compressed and in subfolders too, once each and by name', async () => {
    const { taken, followed } = setUp();
    await mkdir(join(folder, 'ci'));
    await writeRunFile(join(folder, 'b.run.json'), run('b'));
    await writeRunFile(join(folder, 'ci', 'c.run.json.gz'), run('c'));
    await writeRunFile(join(folder, 'a.run.json'), run('a'));
    await writeReportFile(join(folder, 'a.report.json'), reportOf(run('a'), {}));
    expect(await followed.poll()).toBe(4);
    expect(await followed.poll()).toBe(0);
    expect(taken).toEqual(['report of a', 'a', 'b', 'c']);
  });

  it('takes in what perf-analyze found each time that the file changes, and says when it is gone', async () => {
    const { taken, skipped, followed, clock } = setUp();
    const path = join(folder, 'changes.json');
    // As perf-analyze writes it: under another name, which then gets this one.
    const found = (createdAt: string) =>
      writeFileAtomically(
        path,
        JSON.stringify({ kind: 'changes', schemaVersion: 1, createdAt, environments: [] }),
      );
    await found('2026-03-01T10:00:00.000Z');
    await followed.poll();
    await found('2026-03-02T10:00:00.000Z');
    await followed.poll();
    await found(new Date(clock.nowMs + 3_600_000).toISOString());
    await followed.poll();
    expect(skipped).toEqual([expect.stringMatching(/^clock-ahead: .*changes\.json/)]);
    await rm(path);
    await followed.poll();
    expect(taken).toEqual(['changes in changes.json', 'changes in changes.json', 'without changes.json']);
  });

  it('names and counts what it cannot use, once, and goes on', async () => {
    const { taken, skipped, followed } = setUp();
    await writeFile(join(folder, '1-corrupt.json'), '{"kind":"run",');
    await writeFile(join(folder, '2-wrong.json'), '{"kind":"run","schemaVersion":1,"mode":"single"}');
    await writeFile(join(folder, '3-future.json'), '{"kind":"run","schemaVersion":99}');
    await writeFile(join(folder, '4-empty.json'), '');
    await writeFile(join(folder, '5-other.json'), '{"name":"package"}');
    await writeFile(join(folder, '.hidden.json'), 'nonsense');
    await writeRunFile(join(folder, '6-good.run.json'), run('good'));
    await writeRunFile(join(folder, '7-copy.run.json'), run('good'));
    await followed.poll();
    await followed.poll();
    expect(taken).toEqual(['good']);
    expect(skipped).toHaveLength(5);
    expect(skipped[2]).toMatch(/^future-version: .*3-future\.json/);
    expect(Object.fromEntries(followed.skippedCounts())).toEqual({
      corrupt: 3,
      'future-version': 1,
      duplicate: 1,
    });
  });

  it('leaves files of a clock that is ahead until their time comes, and names them once', async () => {
    const { taken, skipped, clock, followed } = setUp();
    const ahead = (id: string, startMs: number, durationMs: number) =>
      singleRun({ id, startedAt: new Date(clock.nowMs + startMs).toISOString(), durationMs });
    const hourMs = 3_600_000;
    await writeRunFile(join(folder, 'both.run.json'), ahead('both', hourMs, 60_000));
    await writeRunFile(join(folder, 'end.run.json'), ahead('end', -hourMs, 2 * hourMs));
    await writeRunFile(join(folder, 'tolerated.run.json'), ahead('tolerated', 9 * 60_000, 1_000));
    await writeReportFile(join(folder, 'both.report.json'), reportOf(ahead('both', hourMs, 60_000), {}));
    await followed.poll();
    await followed.poll();
    expect(taken).toEqual(['tolerated']);
    expect(skipped).toHaveLength(3);
    expect(skipped[0]).toMatch(
      /^clock-ahead: .*both\.report\.json: expected a date of the past, found .*, 61 minutes/,
    );
    expect(Object.fromEntries(followed.skippedCounts())).toEqual({ 'clock-ahead': 3 });
    clock.nowMs += hourMs - 5 * 60_000;
    await followed.poll();
    expect(taken.sort()).toEqual(['both', 'end', 'report of both', 'tolerated']);
    expect(followed.skippedCounts().size).toBe(0);
    expect(skipped).toHaveLength(3);
  });

  it('waits for a file that is being written and takes it when it is whole', async () => {
    const { taken, skipped, clock, followed } = setUp();
    clock.nowMs = Date.now();
    const path = join(folder, 'slow.run.json');
    const whole = JSON.stringify(run('slow'));
    await writeFile(path, whole.slice(0, 500));
    await followed.poll();
    expect(skipped).toEqual([]);
    await appendFile(path, whole.slice(500));
    await followed.poll();
    expect(taken).toEqual(['slow']);
  });

  it('looks again at a skipped file when it changes', async () => {
    const { taken, skipped, followed } = setUp();
    const path = join(folder, 'a.run.json');
    await writeRunFile(path, run('a'));
    await truncate(path, 100);
    await followed.poll();
    expect(skipped).toHaveLength(1);
    await writeRunFile(path, run('a'));
    await utimes(path, new Date(), new Date(Date.now() + 5_000));
    await followed.poll();
    expect(taken).toEqual(['a']);
    expect(followed.skippedCounts().size).toBe(0);
  });

  it.runIf(process.platform !== 'win32')(
    'takes in files and folders once it may read them, and reports once that it may not',
    async () => {
      const { taken, skipped, followed } = setUp();
      const [inside, file] = [join(folder, 'ci'), join(folder, 'a.run.json')];
      await mkdir(inside);
      await writeRunFile(file, run('a'));
      await writeRunFile(join(inside, 'b.run.json'), run('b'));
      const longAgo = new Date(Date.now() - 3_600_000);
      for (const path of [file, inside, folder]) await utimes(path, longAgo, longAgo);
      await chmod(folder, 0o755);
      for (const path of [file, inside]) await chmod(path, 0o000);
      for (let i = 0; i < 3; i++) await asOrdinaryUser(() => followed.poll());
      expect(taken).toEqual([]);
      expect(skipped).toEqual([expect.stringMatching(/^unreadable: .*a\.run\.json: cannot be read/)]);
      expect(Object.fromEntries(followed.skippedCounts())).toEqual({ unreadable: 1 });
      await chmod(file, 0o644);
      await asOrdinaryUser(() => followed.poll());
      expect(taken).toEqual(['a']);
      expect(followed.skippedCounts().size).toBe(0);
      await chmod(inside, 0o755);
      await asOrdinaryUser(() => followed.poll());
      expect(taken).toEqual(['a', 'b']);
      expect(skipped).toHaveLength(1);
    },
  );

  it('sees what is added, replaced and changed in place once its folder has been quiet', async () => {
    const { taken, skipped, followed } = setUp();
    await mkdir(join(folder, 'ci'));
    await writeRunFile(join(folder, 'ci', 'a.run.json'), run('a'));
    await writeFile(join(folder, 'broken.json'), '{');
    const longAgo = new Date(Date.now() - 3_600_000);
    for (const path of ['ci', 'broken.json', '.']) await utimes(join(folder, path), longAgo, longAgo);
    await followed.poll();
    await followed.poll();
    expect(taken).toEqual(['a']);
    await writeRunFile(join(folder, 'ci', 'b.run.json'), run('b'));
    await followed.poll();
    await writeReportFile(join(folder, 'a.report.json'), reportOf(run('a'), {}));
    await followed.poll();
    await writeFile(join(folder, 'broken.json'), JSON.stringify(run('mended')));
    await followed.poll();
    expect(taken).toEqual(['a', 'b', 'report of a', 'mended']);
    expect(skipped).toHaveLength(1);
  });

  it('looks at nothing but the folders while nothing changes', async () => {
    const { followed } = setUp();
    for (let i = 0; i < 20; i++) await writeRunFile(join(folder, `${i}.run.json`), run(`r${i}`));
    const longAgo = new Date(Date.now() - 3_600_000);
    await utimes(folder, longAgo, longAgo);
    await followed.poll();
    // A file changed in place: a run never is, so that nobody looks.
    await writeFile(join(folder, '3.run.json'), 'nonsense');
    await followed.poll();
    expect(followed.skippedCounts().size).toBe(0);
  });

  it('says which folder cannot be read', async () => {
    const { followed } = setUp();
    await rm(folder, { recursive: true });
    await expect(followed.poll()).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining(folder),
    });
  });
});
