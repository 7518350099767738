/** What a tracked call is: this decides which metric its time goes to. */
export type Tracked =
  | Operation
  | Job
  | OutboundCall
  /** Any function, by a name of your choice. */
  | { readonly function: string };

export interface Operation {
  /** What is done, such as `select` or `insert`. */
  readonly operation: string;
  /** What it is done to: a table, a collection, a bucket. */
  readonly table: string;
  /** `postgresql`, `sqlite`, `redis`; `other` unless given. */
  readonly system?: string;
}

export interface Job {
  readonly job: string;
}

export interface OutboundCall {
  /** The service that is called: a host name, or a name of yours. */
  readonly target: string;
  /** The HTTP method, if it is HTTP. */
  readonly method?: string;
}
