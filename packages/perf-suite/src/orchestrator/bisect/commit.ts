/** What is shown of a commit. */
export interface Commit {
  /** The full id. */
  readonly id: string;
  readonly parents: readonly string[];
  readonly author: string;
  /** ISO 8601, with the author's offset. */
  readonly date: string;
  readonly subject: string;
}

export function shortId({ id }: Pick<Commit, 'id'>): string {
  return id.slice(0, 7);
}
