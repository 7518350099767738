import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { perfSuite } from '../failures/run-command.js';
import type { Project } from './worker-fixture.js';

/** Makes an installed package importable in a project, by the name that scripts use. */
export function install(project: Project, name: string, manifestFile: string): void {
  const modules = join(project.root, 'node_modules');
  mkdirSync(modules, { recursive: true });
  symlinkSync(dirname(manifestFile), join(modules, name));
}

/** Runs a script with its real harness, and returns what it printed after `ran: `, line by line. */
export async function ranByHarness(project: Project, file: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: project.root });
  return stdout.split('\n').flatMap((line) => /^ran: (.*)$/.exec(line)?.[1] ?? []);
}

/** What `perf-suite list` says that the script has. */
export async function listedByUs(
  project: Project,
  file: string,
): Promise<readonly { readonly name: string; readonly group: readonly string[]; readonly async: boolean }[]> {
  const { exitCode, stdout, stderr } = await perfSuite(['list', '--format', 'json', file], {
    cwd: project.root,
  });
  expect(exitCode, stderr).toBe(0);
  return JSON.parse(stdout).benchmarks;
}
