import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIXTURES, measured, newFolder, PROGRAM, perfSuite, QUICK } from '../failures/run-command.js';

it.each([
  [
    '--isolation=proces',
    '--isolation: expected file, task, process, found "proces"\n  Did you mean process?',
  ],
  [
    '--format=jsn',
    '--format: expected text, json, markdown, junit, github, gitlab, found "jsn"\n  Did you mean json?',
  ],
  ['--min-effect=2,5%', 'found "2,5%"\n  Did you mean 2.5%?'],
  ['--fail-on=regresed', 'found "regresed"\n  Did you mean regressed?'],
  ['--rounds=auot', '--rounds: expected a whole number from 1 or auto, found "auot"\n  Did you mean auto?'],
  ['--out=results/', '--out: expected a file, found the name of a folder "results/"'],
  ['--env=', '--env: expected a value, found an empty one'],
  ['--baseline=', '--baseline: expected a run file, found ""'],
  ['--baseline=god.bench.js', 'Did you mean ROOT/good.bench.js?'],
  ['--baseline=good.bench.js', 'expected JSON, found something else'],
  ['--baseline=broken', 'expected a file, found a folder\n  Name a file; those of perf-suite run'],
])('run %s says what was meant', async (flag, message) => {
  const { exitCode, stderr } = await perfSuite(['run', 'good.bench.js', flag]);
  expect(stderr).toContain(message.replace('ROOT', FIXTURES));
  expect(exitCode).toBe(2);
});

describe('standard input', () => {
  it('is a baseline of run beside benchmark files, and the run of report', async () => {
    const folder = newFolder();
    copyFileSync(join(FIXTURES, 'good.bench.js'), join(folder, 'good.bench.js'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const { run: old } = await measured(['good.bench.js'], { cwd: folder });
    const fed = (...args: string[]) =>
      spawnSync(process.execPath, [PROGRAM, ...args], {
        cwd: folder,
        input: JSON.stringify(old),
        encoding: 'utf8',
      });
    const run = fed('run', ...QUICK, '--fail-on', 'none', '--baseline', '-', 'good.bench.js');
    expect(run.status).toBe(0);
    expect(run.stdout + run.stderr).not.toContain('expected');
    const unnamed = fed('report', '-');
    expect(unnamed.stderr).toContain('report -: expected --out with it');
    expect(fed('report', '-', '--out', 'a.html').status).toBe(0);
    expect(existsSync(join(folder, 'a.html'))).toBe(true);
    const twice = fed('report', '--baseline', 'a.run.json', 'b.run.json');
    expect(twice.stderr).toContain('Name the run first: perf-suite report b.run.json --baseline a.run.json');
    expect([unnamed.status, twice.status]).toEqual([2, 2]);
  });
});
