import {
  EXIT_CODES,
  type ExitCode,
  isLoosening,
  isQuietBudget,
  isQuietVerdict,
  PerfError,
  type Report,
} from '@perf-suite/schema';
import { inputName, readRunFile } from '@perf-suite/schema/node';
import { ApiError } from '../comment/api.js';
import { type CommentHost, type CommentOptions, commentOnce } from '../comment/comment-once.js';
import { githubPullRequest } from '../comment/github.js';
import { gitlabMergeRequest } from '../comment/gitlab.js';
import { judgeRun } from '../judge-run.js';
import { COMMENT_MARKER, renderMarkdown } from '../render/render-markdown.js';
import type { CommandIo } from './io.js';

/** The flags of `comment`, as typed. */
export interface CommentFlags {
  /** `changes`: only where something changed, or is open. */
  readonly on: 'changes' | 'always';
  readonly name?: string;
}

/**
 * Writes the verdicts on a run into one comment of the pull or merge request that this job is about. Whether it could
 * does not change the exit code: the gate is `check`'s, and a fork's job may not write. Where there is no run that can
 * be read, a comment that is there says so, since its verdict is about an earlier commit.
 * @throws {PerfError} `bad-usage` without what the job should have set, `not-found` or `bad-file`
 */
export async function comment(path: string, flags: CommentFlags, io: CommandIo): Promise<ExitCode> {
  const marker = markerOf(flags.name);
  try {
    const report = judgeRun(await readRunFile(path), {
      baselines: [],
      createdAt: io.now().toISOString(),
      runFile: inputName(path),
    });
    const body = `${renderMarkdown(report).trimEnd().slice(0, -COMMENT_MARKER.length)}${marker}`;
    await writeComment({ body, marker, mayCreate: flags.on === 'always' || hasNews(report) }, io);
  } catch (error) {
    if (!(error instanceof PerfError && ['not-found', 'bad-file'].includes(error.code))) throw error;
    await writeComment({ body: notMeasured(io.environment, marker), marker, mayCreate: false }, io);
    throw error;
  }
  return EXIT_CODES.done;
}

async function writeComment(wanted: CommentOptions, io: CommandIo): Promise<void> {
  try {
    const host = await hostOf(io.environment);
    if (host === null)
      io.err('comment: this job is about no open pull or merge request at the commit that it measured\n');
    else io.out(`${host.name}: comment ${await commentOnce(host, wanted)}\n`);
  } catch (error) {
    if (!(error instanceof ApiError) && !(error instanceof PerfError && error.code === 'unreachable'))
      throw error;
    io.err(`comment: not written: ${error.message}\n  ${hintFor(error)}\n`);
  }
}

function notMeasured(variables: CommandIo['environment'], marker: string): string {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID, CI_PIPELINE_URL } = variables;
  const log =
    CI_PIPELINE_URL ??
    (GITHUB_RUN_ID && `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`);
  const where = log ? `[The log](${log})` : 'The log of the job';
  return `### ⚠️ Performance was not measured

The newest commit has no verdict: its job left no run file that can be read. ${where} says why. The verdict that stood here was about an earlier commit.

${marker}`;
}

function hostOf(variables: CommandIo['environment']): Promise<CommentHost | null> | CommentHost | null {
  return variables.GITLAB_CI === 'true' ? gitlabMergeRequest(variables) : githubPullRequest(variables);
}

/** Several jobs of one pull request each have a comment of their own. */
function markerOf(name: string | undefined): string {
  if (name === undefined) return COMMENT_MARKER;
  if (/^[\w .-]+$/.test(name) && !name.includes('--')) return `<!-- perf-suite report ${name} -->`;
  throw new PerfError(
    'bad-usage',
    `--name: expected letters, digits, spaces, dots and dashes, found ${JSON.stringify(name)}`,
  );
}

/** What head no longer asks of its benchmarks is news: the gate itself passes it. */
function hasNews({ comparisons, budgets = [], warnings }: Report): boolean {
  return (
    warnings.some(isLoosening) ||
    comparisons.some((one) => !isQuietVerdict(one.verdict) || one.warnings.some(isLoosening)) ||
    budgets.some((budget) => !isQuietBudget(budget))
  );
}

function hintFor(error: ApiError | PerfError): string {
  if (error instanceof PerfError) return error.hint ?? '';
  if (error.status === 401) return 'The token is wrong or has expired.';
  if (error.status === 403 || error.status === 404)
    return 'The token may not write comments. A pull request from a fork has one that may only read: let a second workflow write it, see docs/ci.md.';
  return 'The result is in the summary of the job, and in the run file.';
}
