import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { FIXTURES, perfSuite, QUICK } from '../failures/run-command.js';

const folder = mkdtempSync(join(tmpdir(), 'perf-suite-ci-report-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const RUN = ['run', 'broken/throws.bench.js', ...QUICK, '--out', join(folder, 'one.run.json')];

it('a benchmark that fails is annotated, and the job has a summary', async () => {
  const summary = join(folder, 'summary.md');
  const { exitCode, stdout, stderr } = await perfSuite(RUN, {
    variables: {
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_WORKSPACE: join(FIXTURES, '..'),
    },
  });
  expect(exitCode).toBe(6);
  expect(stdout).not.toContain('::error');
  expect(stderr).toMatch(/^::error file=fixtures\/broken\/throws\.bench\.js,line=\d+,title=.*%3A failed::/m);
  expect(readFileSync(summary, 'utf8')).toContain('| benchmark | p50 | p95 |');
});

it('each format for CI is had on standard output, and no annotation besides', async () => {
  const starts = { junit: '<?xml ', github: '::error file=broken/', gitlab: '[' };
  for (const [format, start] of Object.entries(starts)) {
    const { exitCode, stdout, stderr } = await perfSuite([...RUN, '--format', format], {
      variables: { GITHUB_ACTIONS: 'true' },
    });
    expect(exitCode).toBe(6);
    expect(stdout.slice(0, start.length)).toBe(start);
    if (format === 'github') expect(stderr).not.toContain('::error');
  }
});
