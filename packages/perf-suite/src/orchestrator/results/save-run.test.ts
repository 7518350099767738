import { mkdirSync, mkdtempSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunFile } from '@perf-suite/schema';
import { readRunFile } from '@perf-suite/schema/node';
import { expect, it } from 'vitest';
import { planOf, runHeader } from '../testing/run-header.js';
import { RunRecorder } from './run-recorder.js';
import { prepareRunPath, runFileName, type SavedRun, saveRun } from './save-run.js';

const STARTED = new Date('2026-03-01T12:30:00.250Z');
const folder = (): string => mkdtempSync(join(tmpdir(), 'perf-suite-save-'));
const recorder = (): RunRecorder => new RunRecorder(runHeader({ paired: false }), planOf(['a.js#one']));

it('names a run by time and commit, so that a sorted folder is in order', () => {
  const git = { commit: '1a2b3c4d5e6f', branch: 'main', dirty: false };
  expect(runFileName(STARTED, git)).toBe('2026-03-01T12-30-00.250Z-1a2b3c4.run.json');
  expect(runFileName(STARTED, null)).toBe('2026-03-01T12-30-00.250Z-no-commit.run.json');
});

it('gives a run of the same name a number, and makes the folder', async () => {
  const runs = join(folder(), 'runs');
  expect(await prepareRunPath(null, runs, 'x.run.json')).toBe(join(runs, 'x.run.json'));
  writeFileSync(join(runs, 'x.run.json'), '');
  expect(await prepareRunPath(null, runs, 'x.run.json')).toBe(join(runs, 'x-2.run.json'));
  expect(readdirSync(runs)).toEqual(['x.run.json']);
});

it('refuses a folder as the file', async () => {
  const taken = folder();
  await expect(prepareRunPath(taken, taken, 'x')).rejects.toMatchObject({ code: 'bad-usage' });
});

it('saves elsewhere when its place has become unusable meanwhile, and says why', async () => {
  const [asked, fallback] = [folder(), folder()];
  const path = join(asked, 'a.run.json');
  mkdirSync(path);
  writeFileSync(join(path, 'in-the-way'), '');
  const run = recorder().toRunFile(STARTED.toISOString(), { interrupted: true });
  const saved = await saveRun(path, run, fallback);
  expect(saved.problem?.code).toBe('not-writable');
  expect(saved.path.startsWith(fallback)).toBe(true);
  expect(await readRunFile(saved.path)).toEqual(run);
});

it('saves beside a run that was saved there meanwhile, and replaces an earlier one', async () => {
  const path = join(folder(), 'a.json');
  const saved = (run: RunFile): Promise<SavedRun> => saveRun(path, run, folder());
  const second = recorder().toRunFile(new Date().toISOString(), { interrupted: false });
  const first = { ...second, id: 'run-2' };
  expect(await saved(first)).toEqual({ path, problem: null });
  const beside = await saved(second);
  expect(beside.path).toBe(path.replace('a.json', 'a-2.json'));
  expect(beside.problem?.message).toContain('another run was saved there at the same time');
  expect([await readRunFile(path), await readRunFile(beside.path)]).toEqual([first, second]);
  utimesSync(path, STARTED, new Date(Date.parse(second.startedAt) - 1000));
  expect(await saved(second)).toEqual({ path, problem: null });
});

it('fails when nowhere takes it', async () => {
  const blocked = join(folder(), 'file');
  writeFileSync(blocked, '');
  const run = recorder().toRunFile(STARTED.toISOString(), { interrupted: true });
  await expect(saveRun(join(blocked, 'a.run.json'), run, blocked)).rejects.toMatchObject({
    code: 'not-writable',
  });
});
