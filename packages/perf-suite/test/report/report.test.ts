import { cpSync, readFileSync } from 'node:fs';
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

  it('says what to do where there is no run yet', async () => {
    const { exitCode, stderr } = await perfSuite(['report'], { cwd: newFolder() });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Measure first with perf-suite run');
  });
});
