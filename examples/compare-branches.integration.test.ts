import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseRunFile, type RunFile } from '@perf-suite/schema';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type DemoOptions, makeDemoRepository } from './demo-repository.mjs';

const PROGRAM = fileURLToPath(new URL('../packages/perf-suite/bin/perf-suite.js', import.meta.url));
const TIMEOUT_MS = 900_000;

/** Each kind of project that a library may be. */
const KINDS: readonly Omit<DemoOptions, 'folder'>[] = [
  { manager: 'npm', language: 'ts' },
  { manager: 'npm', language: 'cjs' },
  { manager: 'npm', language: 'ts', workspace: true },
  { manager: 'pnpm', language: 'js' },
  { manager: 'pnpm', language: 'ts', workspace: true },
  { manager: 'yarn', language: 'ts' },
  { manager: 'yarn', language: 'cjs', workspace: true },
];

interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly run: RunFile;
}

/** Runs the command as a user of that folder would, with its default settings except for what is given. */
async function compare(cwd: string, args: readonly string[]): Promise<Finished> {
  const out = join(temporaryFolder(), 'a.run.json');
  const { exitCode, stdout, stderr } = await new Promise<Omit<Finished, 'run'>>((resolve) => {
    const env = { ...process.env, XDG_CACHE_HOME: temporaryFolder(), NO_COLOR: '1' };
    const options = { cwd, env, maxBuffer: 2 ** 26 };
    execFile(process.execPath, [PROGRAM, 'run', ...args, '--out', out], options, (error, stdout, stderr) => {
      const exitCode = typeof error?.code === 'number' ? error.code : error === null ? 0 : -1;
      resolve({ exitCode, stdout, stderr });
    });
  });
  expect(exitCode, stderr).toBeGreaterThanOrEqual(0);
  return { exitCode, stdout, stderr, run: parseRunFile(JSON.parse(readFileSync(out, 'utf8')), out) };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'perf-compare-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe.each(KINDS)('a project of $manager in $language (workspace: $workspace)', (kind) => {
  it('the slower commit fails with name, size and interval; the one of documentation passes', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const { folder, packageFolder } = makeDemoRepository({
      folder: join(temporaryFolder(), 'demo'),
      ...kind,
    });
    const against = async (branch: string, ...more: string[]): Promise<Finished> => {
      execFileSync('git', ['checkout', '--quiet', branch], { cwd: folder });
      // One benchmark that changes and one that does not: the rest of the suite shows nothing more.
      return compare(packageFolder, ['--against', 'main', '--filter', 'suggest|tokenize', ...more]);
    };

    let slower = await against('slower', '--seed', '7');
    // Beside other load, one comparison in twenty leaves such a slowdown open (docs/how-it-decides.md). This test
    // is about what is put together here, which fails each time: a miss is measured once more, for longer.
    if (slower.exitCode === 0) {
      console.warn(`8 % slower, and not found at first:\n${slower.stdout}`);
      slower = await against('slower', '--seed', '8', '--rounds', '24');
    }
    expect(slower.exitCode, slower.stdout + slower.stderr).toBe(1);
    expect(slower.stdout).toMatch(
      /suggest: Slower: p50 takes \d+(\.\d)? % longer \(95 % interval \+\d+(\.\d+)? % to \+\d+(\.\d+)? %, p = /,
    );
    expect(slower.stdout).toMatch(/tokenize .*(unchanged|inconclusive)/);
    expect(slower.run).toMatchObject({ mode: 'paired', base: { kind: 'git', ref: 'main' } });

    const docs = await against('docs', '--seed', '7');
    expect(docs.exitCode, docs.stdout + docs.stderr).toBe(0);
    expect(docs.stdout).not.toMatch(/regressed|missing|failed/);
    expect(execFileSync('git', ['status', '--porcelain'], { cwd: folder, encoding: 'utf8' })).toBe('');
  });
});

describe('a published version of a library', () => {
  it('is measured against the one installed here, each with its own dependencies', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const cwd = fileURLToPath(new URL('.', import.meta.url));
    const { exitCode, stdout, stderr, run } = await compare(cwd, [
      'versions/query-string.bench.ts',
      ...['--against', 'npm:qs@6.9.7', '--filter', 'stringify', '--time', '30ms'],
    ]);
    expect(exitCode, stdout + stderr).toBe(1);
    expect(run).toMatchObject({ mode: 'paired', base: { kind: 'npm', ref: 'qs@6.9.7' } });
    // Twice as slow: far beyond whatever a busy machine adds.
    expect(stdout).toMatch(/stringify a nested query: Slower: p50 takes \d{2,3}(\.\d)? % longer/);
  });

  it('that no benchmark imports is refused', { timeout: TIMEOUT_MS }, async () => {
    const cwd = fileURLToPath(new URL('.', import.meta.url));
    const args = [PROGRAM, 'run', 'sorting.bench.ts', '--against', 'npm:qs@6.9.7'];
    const refused = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
      execFile(process.execPath, args, { cwd }, (error, _stdout, stderr) =>
        resolve({ code: error?.code, stderr }),
      );
    });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('expected a benchmark that imports qs, found none');
  });
});
