import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newFolder, perfSuite, QUICK, readRun } from '../failures/run-command.js';

function project(...names: string[]): string {
  const folder = newFolder();
  declare(folder, names);
  return folder;
}

function declare(folder: string, names: readonly string[], work = '[1, 2, 3].join()'): void {
  const benchmarks = names.map((name) => `bench('${name}', () => ${work});`).join('\n');
  writeFileSync(
    join(folder, 'a.bench.mjs'),
    `import { suite } from 'perf-suite';\nexport default suite(({ bench }) => { ${benchmarks} });\n`,
  );
}

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1)?.trim() ?? '';

it('a run that compared nothing says so last, and that a new benchmark was not measured', async () => {
  const [head, base] = [project('one'), newFolder()];
  const file = join(head, 'a.bench.mjs');
  writeFileSync(join(head, 'lib.mjs'), 'export const root = () => Math.sqrt(2);\n');
  writeFileSync(file, `import './lib.mjs';\n${readFileSync(file, 'utf8')}`);
  writeFileSync(join(base, 'other.mjs'), '');
  const finished = await perfSuite(['run', ...QUICK, '--against', base, '--fail-on', 'none'], { cwd: head });
  expect(finished.stdout).toMatch(/one +\S+ new, not measured/);
  expect(lastLine(finished.stderr)).toBe('nothing could be compared: exit code 4');
  expect(finished.exitCode).toBe(4);
});

it('a run whose gate is off for what was found says so last, and where that comes from', async () => {
  const folder = newFolder();
  // However busy the machine gets between the two runs, `one` is not found slower.
  declare(folder, ['one', 'gone'], 'Array.from({ length: 10_000 }).join()');
  await perfSuite(['run', ...QUICK, '--out', 'old.run.json'], { cwd: folder });
  declare(folder, ['one']);
  const args = ['run', ...QUICK, '--baseline', 'old.run.json'];
  const flag = await perfSuite([...args, '--fail-on', 'regressed'], { cwd: folder });
  expect(lastLine(flag.stderr)).toBe('does not fail although missing: measured with --fail-on regressed');
  expect(flag.exitCode).toBe(0);
  const config = await perfSuite(args, { cwd: folder, variables: { PERF_SUITE_FAIL_ON: 'none' } });
  expect(lastLine(config.stderr)).toBe(
    'does not fail although missing: the config (or PERF_SUITE_FAIL_ON) says --fail-on none',
  );
});

it('a run that is not judged is told of a busy machine too', async () => {
  const folder = project('one');
  const finished = await perfSuite(['run', ...QUICK, '--out', 'a.run.json'], { cwd: folder });
  const { cpu, loadAtStart } = readRun(join(folder, 'a.run.json'), finished).environment;
  expect(finished.stderr.includes('when the run started')).toBe(loadAtStart > cpu.availableCores / 2);
  const text = readFileSync(join(folder, 'a.run.json'), 'utf8');
  expect(text).not.toContain('when the run started');
});

it('help says all that exit code 4 means', async () => {
  const { stdout } = await perfSuite(['--help']);
  expect(stdout).toContain('4 a benchmark is missing, or nothing could be compared');
});
