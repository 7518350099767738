import { PerfError, parseWith } from '@perf-suite/schema';
import * as v from 'valibot';
import { Api } from './api.js';
import type { Comment, CommentHost } from './comment-once.js';

type Variables = Readonly<Record<string, string | undefined>>;

const PAGE_SIZE = 100;
const MOST_PAGES = 30;

const notesSchema = v.array(
  v.object({ id: v.number(), body: v.string(), author: v.object({ id: v.number() }) }),
);
const userSchema = v.object({ id: v.number() });
const createdSchema = v.object({ id: v.number() });

/**
 * Returns the merge request that a job of GitLab CI is about; null where it is about none.
 * @throws {PerfError} `bad-usage` without a token
 */
export function gitlabMergeRequest(variables: Variables): CommentHost | null {
  const { CI_API_V4_URL: url, CI_PROJECT_ID: project, CI_MERGE_REQUEST_IID: iid } = variables;
  if (url === undefined || project === undefined || iid === undefined) return null;
  const token = variables.GITLAB_TOKEN ?? '';
  if (token === '')
    throw new PerfError('bad-usage', 'comment: expected a token in GITLAB_TOKEN, found none', {
      hint: "A job's own token may not write comments: make a project access token with the scope api, and give it as a masked variable.",
    });
  const api = new Api({
    baseUrl: url.replace(/\/+$/, ''),
    headers: { 'PRIVATE-TOKEN': token },
    secret: token,
  });
  return new GitlabMergeRequest(api, project, iid);
}

class GitlabMergeRequest implements CommentHost {
  readonly name: string;
  readonly #api: Api;
  readonly #notes: string;

  constructor(api: Api, project: string, iid: string) {
    this.name = `merge request ${iid}`;
    this.#api = api;
    this.#notes = `/projects/${encodeURIComponent(project)}/merge_requests/${encodeURIComponent(iid)}/notes`;
  }

  async listOwn(): Promise<readonly Comment[]> {
    const all = await this.#list();
    if (all.length === 0) return [];
    const own = parseWith(userSchema, await this.#api.request('GET', '/user'), 'GitLab');
    return all.filter(({ author }) => author.id === own.id);
  }

  async #list(): Promise<v.InferOutput<typeof notesSchema>> {
    const all: v.InferOutput<typeof notesSchema> = [];
    for (let page = 1; page <= MOST_PAGES; page++) {
      const path = `${this.#notes}?sort=asc&order_by=created_at&per_page=${PAGE_SIZE}&page=${page}`;
      const notes = parseWith(notesSchema, await this.#api.request('GET', path), 'GitLab');
      all.push(...notes);
      if (notes.length < PAGE_SIZE) break;
    }
    return all;
  }

  async create(body: string): Promise<number> {
    return parseWith(createdSchema, await this.#api.request('POST', this.#notes, { body }), 'GitLab').id;
  }

  async update(id: number, body: string): Promise<void> {
    await this.#api.request('PUT', `${this.#notes}/${id}`, { body });
  }

  async remove(id: number): Promise<void> {
    await this.#api.request('DELETE', `${this.#notes}/${id}`);
  }
}
