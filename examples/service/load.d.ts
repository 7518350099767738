export interface LoadSummary {
  readonly requests: number;
  /** How many requests got each status; `failed` where no answer came. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Null without requests. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
}

export function runLoad(options: {
  readonly url: string;
  readonly seconds: number;
  readonly concurrency: number;
  readonly token?: string;
  readonly signal?: AbortSignal;
}): Promise<LoadSummary>;
