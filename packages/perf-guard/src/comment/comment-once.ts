import { ApiError } from './api.js';

export interface Comment {
  readonly id: number;
  readonly body: string;
}

/** A pull or merge request on a code host. */
export interface CommentHost {
  /** As people name it: `pull request 12 of owner/name`. */
  readonly name: string;
  /** The comments that we wrote, the oldest first: anybody can write one that looks like ours. */
  listOwn(): Promise<readonly Comment[]>;
  create(body: string): Promise<number>;
  update(id: number, body: string): Promise<void>;
  remove(id: number): Promise<void>;
}

export interface CommentOptions {
  readonly body: string;
  /** By which the comment is found again; part of the body. */
  readonly marker: string;
  /** False where a new comment is not worth it: one that is there is brought up to date all the same. */
  readonly mayCreate: boolean;
}

/** What became of it. */
export type CommentOutcome = 'created' | 'updated' | 'not needed';

/**
 * Keeps one comment up to date, however often it is called. Others may write at the same time, or delete it.
 * @throws {ApiError} where the host refuses
 */
export async function commentOnce(
  host: CommentHost,
  { body, marker, mayCreate }: CommentOptions,
): Promise<CommentOutcome> {
  for (const { id } of await marked(host, marker)) {
    if (await couldUpdate(host, id, body)) return 'updated';
  }
  if (!mayCreate) return 'not needed';
  const own = await host.create(body);
  // Of two jobs that did so at once, the older comment stays.
  const [first] = await marked(host, marker);
  if (first === undefined || first.id >= own || !(await couldUpdate(host, first.id, body))) return 'created';
  await host.remove(own);
  return 'updated';
}

/** Comments that end with the mark: one that quotes it elsewhere is somebody's own. */
async function marked(host: CommentHost, marker: string): Promise<readonly Comment[]> {
  return (await host.listOwn()).filter(({ body }) => body.trimEnd().endsWith(marker));
}

/** False for one that was deleted in between, or that another app wrote. */
async function couldUpdate(host: CommentHost, id: number, body: string): Promise<boolean> {
  try {
    await host.update(id, body);
    return true;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 403 || error.status === 404)) return false;
    throw error;
  }
}
