import { relative, sep } from 'node:path';
import type { CiFormat } from '@perf-suite/command-line';
import { renderGithub } from './github-annotations.js';
import { renderGitlab } from './gitlab-code-quality.js';
import { renderJunit } from './junit.js';
import type { TestCase } from './test-case.js';

type Variables = Readonly<Record<string, string | undefined>>;

/** What a CI system reads of a run: each format's name on the command line and how it is written. */
const RENDERERS: Readonly<Record<CiFormat, (cases: readonly TestCase[], folder: string) => string>> = {
  junit: renderJunit,
  github: renderGithub,
  gitlab: renderGitlab,
};

/**
 * Returns the benchmarks in a format for CI.
 * @param folder as `folderInRepository` returns it
 */
export function renderForCi(format: CiFormat, cases: readonly TestCase[], folder: string): string {
  return RENDERERS[format](cases, folder);
}

/**
 * Returns the folder that was measured, as the CI system names it: relative to the repository that it checked out, with
 * forward slashes. Empty where they are the same, or outside of CI.
 */
export function folderInRepository(measured: string, variables: Variables): string {
  const repository = variables.GITHUB_WORKSPACE ?? variables.CI_PROJECT_DIR ?? measured;
  const folder = relative(repository, measured).split(sep).join('/');
  return folder.startsWith('..') ? '' : folder;
}
