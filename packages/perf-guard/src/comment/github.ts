import { PerfError, parseWith } from '@perf-suite/schema';
import { readJsonFile } from '@perf-suite/schema/node';
import * as v from 'valibot';
import { Api, ApiError } from './api.js';
import type { Comment, CommentHost } from './comment-once.js';

type Variables = Readonly<Record<string, string | undefined>>;

const PAGE_SIZE = 100;
/** A discussion longer than this is not searched to its end. */
const MOST_PAGES = 30;

const eventSchema = v.object({
  pull_request: v.optional(v.object({ number: v.number() })),
  /** The job that runs after the one of a fork's pull request, whose own token may not write. */
  workflow_run: v.optional(
    v.object({
      head_sha: v.string(),
      head_branch: v.string(),
      head_repository: v.object({ owner: v.object({ login: v.string() }) }),
    }),
  ),
});

const commentsSchema = v.array(
  v.object({
    id: v.number(),
    body: v.nullish(v.string(), ''),
    /** None where the account was deleted. */
    user: v.nullish(v.object({ login: v.string(), type: v.string() })),
  }),
);
const userSchema = v.object({ login: v.string() });
const pullsSchema = v.array(v.object({ number: v.number(), head: v.object({ sha: v.string() }) }));
const createdSchema = v.object({ id: v.number() });

/**
 * Returns the pull request that a job of GitHub Actions is about; null where it is about none.
 * @throws {PerfError} `bad-usage` where a variable is missing
 */
export async function githubPullRequest(variables: Variables): Promise<CommentHost | null> {
  const event = parseWith(
    eventSchema,
    await readJsonFile(needed('GITHUB_EVENT_PATH', variables)),
    'GITHUB_EVENT_PATH',
  );
  const repository = needed('GITHUB_REPOSITORY', variables);
  const token = variables.GITHUB_TOKEN ?? variables.GH_TOKEN ?? '';
  if (token === '') throw noToken();
  const api = new Api({
    baseUrl: (variables.GITHUB_API_URL ?? 'https://api.github.com').replace(/\/+$/, ''),
    headers: {
      Accept: 'application/vnd.github+json',
      Authorization: `Bearer ${token}`,
      'User-Agent': 'perf-guard',
      'X-GitHub-Api-Version': '2022-11-28',
    },
    secret: token,
  });
  const number = event.pull_request?.number ?? (await pullOfRun(event.workflow_run, repository, api));
  return number === null ? null : new GithubPullRequest(api, repository, number);
}

/**
 * A workflow run of a fork names no pull request. The branch's open one is it, as long as it still stands at the
 * commit that was measured: what an artifact says of itself is not trusted.
 */
async function pullOfRun(
  run: v.InferOutput<typeof eventSchema>['workflow_run'],
  repository: string,
  api: Api,
): Promise<number | null> {
  if (run === undefined) return null;
  const head = encodeURIComponent(`${run.head_repository.owner.login}:${run.head_branch}`);
  const path = `/repos/${repository}/pulls?state=open&head=${head}&per_page=${PAGE_SIZE}`;
  const pulls = parseWith(pullsSchema, await api.request('GET', path), 'GitHub');
  return pulls.find(({ head: { sha } }) => sha === run.head_sha)?.number ?? null;
}

class GithubPullRequest implements CommentHost {
  readonly name: string;
  readonly #api: Api;
  readonly #repository: string;
  readonly #number: number;

  constructor(api: Api, repository: string, number: number) {
    this.name = `pull request ${number} of ${repository}`;
    this.#api = api;
    this.#repository = repository;
    this.#number = number;
  }

  async listOwn(): Promise<readonly Comment[]> {
    const all = await this.#list();
    if (all.length === 0) return [];
    const login = await this.#login();
    return all.filter(({ user }) => (login === null ? user?.type === 'Bot' : user?.login === login));
  }

  /** Returns whose token this is; null for a job's own or an app's, which may not ask: a bot writes with these. */
  async #login(): Promise<string | null> {
    try {
      return parseWith(userSchema, await this.#api.request('GET', '/user'), 'GitHub').login;
    } catch (error) {
      if (error instanceof ApiError && (error.status === 403 || error.status === 404)) return null;
      throw error;
    }
  }

  async #list(): Promise<v.InferOutput<typeof commentsSchema>> {
    const all: v.InferOutput<typeof commentsSchema> = [];
    for (let page = 1; page <= MOST_PAGES; page++) {
      const path = `${this.#ofIssue()}?per_page=${PAGE_SIZE}&page=${page}`;
      const comments = parseWith(commentsSchema, await this.#api.request('GET', path), 'GitHub');
      all.push(...comments);
      if (comments.length < PAGE_SIZE) break;
    }
    return all;
  }

  async create(body: string): Promise<number> {
    return parseWith(createdSchema, await this.#api.request('POST', this.#ofIssue(), { body }), 'GitHub').id;
  }

  async update(id: number, body: string): Promise<void> {
    await this.#api.request('PATCH', this.#one(id), { body });
  }

  async remove(id: number): Promise<void> {
    await this.#api.request('DELETE', this.#one(id));
  }

  #ofIssue(): string {
    return `/repos/${this.#repository}/issues/${this.#number}/comments`;
  }

  #one(id: number): string {
    return `/repos/${this.#repository}/issues/comments/${id}`;
  }
}

function needed(name: string, variables: Variables): string {
  const value = variables[name] ?? '';
  if (value !== '') return value;
  throw new PerfError('bad-usage', `comment: expected the variable ${name}, found none`, {
    hint: 'Run it in a job of GitHub Actions or GitLab CI, which set it.',
  });
}

function noToken(): PerfError {
  return new PerfError('bad-usage', 'comment: expected a token in GITHUB_TOKEN, found none', {
    hint: 'Set it for the step from github.token, in a job that has the permission pull-requests: write.',
  });
}
