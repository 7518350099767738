import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseRunFile, type RunFile } from '@perf-suite/schema';
import { afterAll, onTestFinished } from 'vitest';

export const PROGRAM = fileURLToPath(new URL('../../bin/perf-suite.js', import.meta.url));
export const FIXTURES = dirname(fileURLToPath(new URL('../fixtures/good.bench.js', import.meta.url)));

/** Bases go here, not into the cache of whoever runs the tests. */
export const CACHE_HOME = mkdtempSync(join(tmpdir(), 'perf-suite-test-cache-'));
afterAll(() => rmSync(CACHE_HOME, { recursive: true, force: true }));

/** Two short rounds: what goes wrong does so whatever the numbers. */
export const QUICK = ['--rounds', '2', '--time', '5ms', '--warmup', '5ms'];

/** Most tests need something to be measured, also where base and head are the same code. */
const MEASURE_ALL = { PERF_SUITE_ALL: 'true' };

/** What explains slowdowns is tested on its own; elsewhere it only takes time. */
const EXPLAIN_NOTHING = { PERF_SUITE_EXPLAIN_TIME: '0s' };

/** The job that runs the tests is not the one that the command is to report to. */
const NO_CI_JOB = { GITHUB_ACTIONS: undefined };

export interface Finished {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A started command and what it printed so far. */
export interface Started {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** What standard error holds so far. */
  stderr(): string;
  /** Resolves once standard error contains the text, with all that it holds by then. */
  said(text: string): Promise<string>;
}

export interface StartOptions {
  /** Undefined takes a variable away. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Command that starts the command line given to it; none by default. */
  readonly launcher?: readonly string[];
}

/** Starts the real command in the fixtures' folder. */
export function start(args: readonly string[], options: StartOptions = {}): Started {
  const { variables = {}, cwd = FIXTURES, launcher = [] } = options;
  const [program = process.execPath, ...rest] = [...launcher, process.execPath, PROGRAM, ...args];
  const child = spawn(program, rest, {
    cwd,
    env: {
      ...process.env,
      XDG_CACHE_HOME: CACHE_HOME,
      NO_COLOR: '1',
      ...MEASURE_ALL,
      ...EXPLAIN_NOTHING,
      ...NO_CI_JOB,
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const finished = new Promise<Finished>((resolve) => {
    child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  const said = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (stderr.includes(text)) resolve(stderr);
      };
      child.stderr.on('data', look);
      child.once('close', () => reject(new Error(`it ended without saying "${text}":\n${stderr}`)));
      look();
    });
  return { child, finished, stderr: () => stderr, said };
}

/** Runs the real command to its end. */
export async function perfSuite(args: readonly string[], options: StartOptions = {}): Promise<Finished> {
  return start(args, options).finished;
}

/** Makes a folder for one test's files, which goes away with the test. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'perf-suite-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Measures with `--out` in a new folder, and reads the run file that was written. */
export async function measured(
  args: readonly string[],
  options: StartOptions = {},
): Promise<Finished & { readonly run: RunFile }> {
  const out = join(newFolder(), 'a.run.json');
  const finished = await perfSuite(['run', ...QUICK, ...args, '--out', out], options);
  return { ...finished, run: readRun(out, finished) };
}

/** Returns the run of a file, or throws with what the command printed instead of writing it. */
export function readRun(path: string, { stderr }: Pick<Finished, 'stderr'>): RunFile {
  try {
    return parseRunFile(JSON.parse(readFileSync(path, 'utf8')), path);
  } catch (cause) {
    throw new Error(`no run file:\n${stderr}`, { cause });
  }
}

export function runFilesIn(folder: string): string[] {
  return readdirSync(join(folder, '.perf', 'runs')).filter((name) => name.endsWith('.run.json'));
}

/** Returns a benchmark of the run by the last part of its id. */
export function benchmarkOf(run: RunFile, name: string): RunFile['benchmarks'][number] {
  const found = run.benchmarks.find((benchmark) => benchmark.name === name);
  if (found === undefined)
    throw new Error(`no "${name}" among ${run.benchmarks.map(({ id }) => id).join(', ')}`);
  return found;
}
