import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeRunFile } from '@perf-suite/schema/node';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pairedRun } from '../run-builder.js';

const COMMAND = fileURLToPath(new URL('../../bin/perf-guard.js', import.meta.url));

/** What a comment on GitHub takes. */
const COMMENT_LIMIT = 65_536;

const HOSTILE = '</details> | `x` ::error::no <!-- --> "&\u0007 @everyone %0A,:';

const RUN = pairedRun({
  rounds: 12,
  seed: 7,
  benchmarks: [
    { name: 'parse', change: 0.12 },
    { name: 'print', change: -0.3 },
    { name: 'match' },
    { name: 'sort', roundSd: 0.08 },
    { name: 'throws', failure: { reason: 'threw', round: 0, message: 'boom\nat line 2' } },
    { name: HOSTILE, change: 0.5 },
  ],
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'perf-guard-formats-'));
  await mkdir(join(folder, 'bench'));
  await writeFile(
    join(folder, 'bench/a.bench.ts'),
    "\nbench('parse', () => {});\nbench('sort', () => {});\n",
  );
  await writeRunFile(join(folder, 'head.run.json'), RUN);
});
afterAll(() => rm(folder, { recursive: true }));

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function check(args: readonly string[], variables: Record<string, string> = {}): Promise<Outcome> {
  const env = { PATH: process.env.PATH ?? '', ...variables };
  const options = { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile(process.execPath, [COMMAND, 'check', ...args], options, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

it.each([
  ['markdown', 'md'],
  ['junit', 'xml'],
  ['github', 'txt'],
  ['gitlab', 'json'],
])('writes %s as it was read over', async (format, extension) => {
  const { code, stdout } = await check(['head.run.json', '--format', format]);
  expect(code).toBe(1);
  await expect(stdout).toMatchFileSnapshot(`golden/report.${extension}`);
});

describe('Markdown', () => {
  it('has the verdict in its first line and the mark of its comment in the last', async () => {
    const { stdout } = await check(['head.run.json', '--format', 'markdown']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe('### 🔴 Performance regressed: 2 of 6 benchmarks, worst \\+50.1 %');
    expect(lines.at(-1)).toBe('<!-- perf-suite report -->');
  });

  it('of 5,000 benchmarks fits into a comment, and says how many it left out', async () => {
    const benchmarks = Array.from({ length: 5000 }, (_, i) => ({
      name: `benchmark number ${i} with a name as long as people make them`,
      pairs: 6,
      change: i % 3 === 0 ? 0.4 : i % 3 === 1 ? -0.4 : 0,
      ...(i % 7 === 0 && { failure: { reason: 'threw' as const, round: 0, message: 'x'.repeat(300) } }),
    }));
    await writeRunFile(join(folder, 'large.run.json'), pairedRun({ rounds: 16, benchmarks }));
    const { stdout } = await check(['large.run.json', '--format', 'markdown']);
    expect(stdout.length).toBeLessThan(COMMENT_LIMIT);
    expect(stdout.length).toBeGreaterThan(COMMENT_LIMIT * 0.9);
    expect(stdout).toMatch(/#### Slower \(\d{4}\)[^#]*\| \d{4} more in the report/);
    expect(stdout).toMatch(/#### Not compared \(715\)[^#]*- \d+ more in the report/);
    expect(stdout).toContain('</details>');
  });
});

describe('JUnit', () => {
  it('is XML with a test case for each benchmark', async () => {
    const { stdout } = await check(['head.run.json', '--format', 'junit']);
    expect(XMLValidator.validate(stdout)).toBe(true);
    const parsed = new XMLParser({ ignoreAttributes: false }).parse(stdout);
    const cases: readonly Record<string, unknown>[] = parsed.testsuites.testsuite.testcase;
    expect(cases).toHaveLength(6);
    expect(cases.filter((one) => 'failure' in one)).toHaveLength(3);
  });
});

describe('in GitHub Actions', () => {
  it('a summary is added to the job, and annotations at the benchmark’s line', async () => {
    const summary = join(folder, 'summary.md');
    await writeFile(summary, 'from an earlier step\n');
    const { code, stdout, stderr } = await check(['head.run.json'], {
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_WORKSPACE: join(folder, '..'),
    });
    expect(code).toBe(1);
    expect(stdout).not.toContain('::error');
    const inRepository = `${folder.split('/').at(-1)}/bench/a.bench.ts`;
    expect(stderr).toContain(`::error file=${inRepository},line=2,title=parse%3A regressed::`);
    expect(stderr).toContain(`::notice file=${inRepository},line=3,title=sort%3A inconclusive::`);
    expect(await readFile(summary, 'utf8')).toMatch(/^from an earlier step\n### 🔴 Performance regressed/);
  });

  it('neither is written where that is not wanted', async () => {
    const summary = join(folder, 'unwanted.md');
    const variables = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    const { stderr } = await check(['head.run.json', '--no-ci-report'], variables);
    expect(stderr).not.toContain('::error');
    await expect(readFile(summary)).rejects.toThrow('ENOENT');
  });

  it('a summary that cannot be written is said to be, and changes nothing else', async () => {
    const summary = join(folder, 'no/such/folder/summary.md');
    const variables = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    const { code, stderr } = await check(['head.run.json'], variables);
    expect(code).toBe(1);
    expect(stderr).toContain(`could not add the summary to ${summary}`);
  });

  it('no more annotations are written than are shown', async () => {
    const benchmarks = Array.from({ length: 25 }, (_, i) => ({ name: `b${i}`, change: 0.3 }));
    await writeRunFile(join(folder, 'many.run.json'), pairedRun({ rounds: 12, benchmarks }));
    const { stdout } = await check(['many.run.json', '--format', 'github']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toBe("::error title=perf-suite::16 more benchmarks: see the job's summary");
  });
});
