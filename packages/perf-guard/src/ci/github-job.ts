import { appendFile } from 'node:fs/promises';
import { folderInRepository } from './formats.js';
import { renderGithub } from './github-annotations.js';
import type { TestCase } from './test-case.js';

export interface GithubJobReport {
  readonly cases: readonly TestCase[];
  /** For the job's summary. */
  readonly markdown: string;
  /** Absolute path of the folder that was measured. */
  readonly folder: string;
}

export interface GithubJob {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Writes to a stream whose lines the runner reads. */
  readonly write: (text: string) => void;
}

/**
 * Shows a result where the people of a job of GitHub Actions look: in the job's summary and at the lines of the code.
 * Needs no permission. Does nothing outside of such a job; where the summary cannot be written it says so.
 */
export async function reportToGithubJob(
  { cases, markdown, folder }: GithubJobReport,
  { variables, write }: GithubJob,
): Promise<void> {
  if (variables.GITHUB_ACTIONS !== 'true') return;
  write(renderGithub(cases, folderInRepository(folder, variables)));
  const summary = variables.GITHUB_STEP_SUMMARY;
  if (summary === undefined || summary === '') return;
  try {
    await appendFile(summary, markdown.endsWith('\n') ? markdown : `${markdown}\n`);
  } catch (error) {
    write(`GITHUB_STEP_SUMMARY: could not add the summary to ${summary}: ${(error as Error).message}\n`);
  }
}
