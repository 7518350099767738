import { copyFileSync, cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIXTURES, newFolder, perfSuite, QUICK } from './run-command.js';

/** Returns a folder of its own with a benchmark file and a measured run. */
async function newProject(): Promise<string> {
  const folder = newFolder();
  cpSync(join(FIXTURES, 'good.bench.js'), join(folder, 'good.bench.js'));
  await perfSuite(['run', ...QUICK, '--out', 'old.run.json'], { cwd: folder });
  return folder;
}

describe('run --out', () => {
  it('never replaces what the run reads, and says so before it measures', async () => {
    const folder = await newProject();
    const old = readFileSync(join(folder, 'old.run.json'), 'utf8');
    symlinkSync(join(folder, 'old.run.json'), join(folder, 'link.json'));
    writeFileSync(join(folder, 'metrics.yaml'), '');
    for (const [args, found] of [
      [['--out', 'old.run.json', '--baseline', 'old.run.json'], 'found the baseline old.run.json'],
      [['--out', 'link.json', '--baseline', 'old.run.json'], 'found the baseline old.run.json'],
      [['--out', 'metrics.yaml', '--metrics-file', 'metrics.yaml'], 'metrics.yaml'],
      [['--out', 'good.bench.js'], 'found another kind of file'],
    ] as const) {
      const { exitCode, stderr } = await perfSuite(['run', ...QUICK, ...args], { cwd: folder });
      expect(stderr).toContain(found);
      expect(stderr).not.toContain('round 1');
      expect(exitCode).toBe(2);
    }
    expect(readFileSync(join(folder, 'old.run.json'), 'utf8')).toBe(old);
    expect(readFileSync(join(folder, 'good.bench.js'), 'utf8')).toContain('suite');
  });

  it('replaces an earlier run and an empty file, and nothing else', async () => {
    const folder = await newProject();
    for (const [name, text] of [
      ['empty.json', ''],
      ['code.js', 'export {};\n'],
      ['package.json', '{ "type": "module" }'],
      ['notes.report.json', '{}'],
    ] as const)
      writeFileSync(join(folder, name), text);
    const runTo = (out: string) => perfSuite(['run', ...QUICK, '--out', out], { cwd: folder });
    expect((await runTo('old.run.json')).exitCode).toBe(0);
    expect((await runTo('empty.json')).exitCode).toBe(0);
    const refused = await runTo('code.js');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(
      /--out .*code\.js: expected nothing there or an earlier run file, found another kind of file\n.*Name another one/,
    );
    expect((await runTo('package.json')).exitCode).toBe(2);
    expect((await runTo('notes.run.json')).stderr).toContain('where the verdicts would go');
    expect(readFileSync(join(folder, 'code.js'), 'utf8')).toBe('export {};\n');
  });
});

describe('report --out', () => {
  it('replaces HTML, and nothing else', async () => {
    const folder = await newProject();
    writeFileSync(join(folder, 'code.js'), 'export {};\n');
    copyFileSync(join(folder, 'old.run.json'), join(folder, 'other.html'));
    const reportTo = (...args: string[]) => perfSuite(['report', 'old.run.json', ...args], { cwd: folder });
    expect((await reportTo('--out', 'a.html')).exitCode).toBe(0);
    expect((await reportTo('--out', 'a.html')).exitCode).toBe(0);
    for (const out of ['code.js', 'other.html']) {
      const { exitCode, stderr } = await reportTo('--out', out);
      expect(stderr).toContain('expected nothing there or an HTML file');
      expect(exitCode).toBe(2);
    }
    expect(readFileSync(join(folder, 'code.js'), 'utf8')).toBe('export {};\n');
  });

  it('refuses the verdicts on another run', async () => {
    const folder = await newProject();
    const again = ['run', ...QUICK, '--out', 'new.run.json', '--baseline', 'old.run.json'];
    await perfSuite(again, { cwd: folder });
    const { exitCode, stderr } = await perfSuite(['report', 'old.run.json', '--report', 'new.report.json'], {
      cwd: folder,
    });
    expect(stderr).toMatch(
      /--report new\.report\.json: expected the verdicts on run \S+, found those on run/,
    );
    expect(exitCode).toBe(2);
    const right = ['report', 'new.run.json', '--report', 'new.report.json'];
    expect((await perfSuite(right, { cwd: folder })).exitCode).toBe(0);
  });
});

it('run --quiet tells warnings whatever the exit code, and leaves out where the run is', async () => {
  const folder = await newProject();
  const base = newFolder();
  cpSync(join(FIXTURES, 'good.bench.js'), join(base, 'good.bench.js'));
  const args = ['run', '-q', ...QUICK, '--against', base, '--isolation', 'process'];
  const { exitCode, stderr } = await perfSuite(args, { cwd: folder });
  expect(exitCode).toBe(0);
  expect(stderr).toContain('with 2 rounds nothing can be found slower or faster');
  expect(stderr).not.toContain('.run.json');
});
