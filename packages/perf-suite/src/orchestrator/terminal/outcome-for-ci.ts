import {
  linesIn,
  renderMarkdown,
  reportToGithubJob,
  testCasesOf,
  testCasesOfRun,
} from '@perf-suite/perf-guard';
import type { CommandIo } from '../command-io.js';
import type { Outcome } from '../results/conclude.js';
import { resultMarkdown } from './result-markdown.js';
import { type MeasuredOutcome, resultRows } from './result-table.js';

/** Returns the result as Markdown, for a comment or a summary. */
export function outcomeMarkdown(outcome: MeasuredOutcome): string {
  const { report } = outcome;
  if (report !== null && report.method.kind !== 'none') return renderMarkdown(report);
  const times = resultMarkdown(resultRows(outcome));
  return report === null ? times.join('\n') : renderMarkdown(report, { details: times });
}

/**
 * Returns the benchmarks as CI systems know the results of tests.
 * @param root the measured folder
 */
export function outcomeTestCases(
  { run, report }: MeasuredOutcome,
  root: string,
): ReturnType<typeof testCasesOf> {
  const findLine = linesIn(root);
  return report === null ? testCasesOfRun(run, findLine) : testCasesOf(report, findLine);
}

/** Shows the result in the job of GitHub Actions that this is; elsewhere nothing. */
export async function showInGithubJob(
  outcome: Outcome,
  {
    flags,
    io,
    root,
  }: {
    readonly flags: { readonly format?: string; readonly ciReport?: boolean };
    readonly io: CommandIo;
    readonly root: string;
  },
): Promise<void> {
  if (flags.ciReport === false) return;
  await reportToGithubJob(
    {
      // Once: they are on standard output then.
      cases: flags.format === 'github' ? [] : outcomeTestCases(outcome, root),
      markdown: outcomeMarkdown(outcome),
      folder: root,
    },
    { variables: io.variables, write: (text) => io.err.write(text) },
  );
}
