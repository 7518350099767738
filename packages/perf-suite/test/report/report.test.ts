import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIXTURES, newFolder, perfSuite, QUICK } from '../failures/run-command.js';

describe('perf-suite report', () => {
  it('writes a measured run as one HTML file that loads nothing else', async () => {
    const folder = newFolder();
    const run = join(folder, 'one.run.json');
    await perfSuite(['run', 'good.bench.js', ...QUICK, '--out', run]);
    const { exitCode, stdout } = await perfSuite(['report', run]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${join(folder, 'one.html')}\n` });
    const html = readFileSync(join(folder, 'one.html'), 'utf8');
    expect(html).toContain(JSON.parse(readFileSync(run, 'utf8')).id);
    expect(html).not.toMatch(/(src|href)="(https?:)?\//);
  });

  it('shows the verdicts of a run against the copy it was compared with', async () => {
    const folder = newFolder();
    const run = join(folder, 'pairs.run.json');
    const base = newFolder();
    cpSync(join(FIXTURES, 'good.bench.js'), join(base, 'good.bench.js'));
    await perfSuite(['run', 'good.bench.js', ...QUICK, '--against', base, '--out', run]);
    const { exitCode } = await perfSuite(['report', run, '--out', join(folder, 'pairs.html')]);
    expect(exitCode).toBe(0);
    expect(readFileSync(join(folder, 'pairs.html'), 'utf8')).toContain('inconclusive');
  });

  it('never replaces the run file, whatever either is called', async () => {
    const folder = newFolder();
    const run = join(folder, 'nightly');
    await perfSuite(['run', 'good.bench.js', ...QUICK, '--out', run]);
    const measured = readFileSync(run, 'utf8');
    symlinkSync(run, join(folder, 'link.html'));
    const named = await perfSuite(['report', run]);
    expect(named).toMatchObject({ exitCode: 0, stdout: `${run}.html\n` });
    for (const out of [run, join(folder, 'link.html')]) {
      const refused = await perfSuite(['report', run, '--out', out]);
      expect(refused.exitCode).toBe(2);
      expect(refused.stderr).toContain('expected a file of its own, found the run file');
    }
    expect(readFileSync(run, 'utf8')).toBe(measured);
  });

  it('shows the run that was written last unless one is named, whatever the names', async () => {
    const folder = newFolder();
    const runs = join(folder, '.perf', 'runs');
    mkdirSync(runs, { recursive: true });
    const first = join(runs, '2026-01-01T00-00-00.000Z-abcdefg.run.json');
    await perfSuite(['run', 'good.bench.js', ...QUICK, '--out', first]);
    const times = { 'head.run.json': 10, '2026-01-01T00-00-00.000Z-abcdefg.run.json': 20 };
    copyFileSync(first, join(runs, 'head.run.json'));
    for (const [name, second] of Object.entries(times)) utimesSync(join(runs, name), second, second);
    writeFileSync(join(runs, 'zzz.audit.run.json'), '{}');
    const { stdout } = await perfSuite(['report'], { cwd: folder });
    expect(stdout).toBe(`${join('.perf', 'runs', '2026-01-01T00-00-00.000Z-abcdefg.html')}\n`);
  });

  it('says what to do where there is no run yet', async () => {
    const { exitCode, stderr } = await perfSuite(['report'], { cwd: newFolder() });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Measure first with perf-suite run');
  });
});
