import { LONGEST_SPAN_MS, parseDuration } from '@perf-suite/command-line';
import type { RunQuery, SeriesQuery } from '../store/history-store.js';
import type { GuardedIo } from './io.js';

/** The flags that choose runs, as typed. */
export interface FilterFlags {
  readonly project?: string;
  readonly branch?: string;
  readonly env?: string;
  readonly since?: string;
}

/** Returns what the flags choose. @throws {PerfError} `bad-usage` */
export function queryOf(
  { project, branch, env, since }: FilterFlags,
  { nowMs }: Pick<GuardedIo, 'nowMs'>,
): RunQuery & SeriesQuery {
  return {
    ...(project !== undefined && { project }),
    ...(branch !== undefined && { branch }),
    ...(env !== undefined && { environment: env }),
    ...(since !== undefined && {
      sinceMs: nowMs() - parseDuration(since, '--since', { longestMs: LONGEST_SPAN_MS }),
    }),
  };
}
