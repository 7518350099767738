import type { ExitCode, PerfErrorCode } from '@perf-suite/schema';
import type { RunFlags } from '../run-flags.js';

/** What passes between the watching process and the process of one run. */

/** Sent to a new process, which makes this run and ends. */
export interface WatchedJob {
  readonly type: 'run';
  readonly files: readonly string[];
  readonly flags: RunFlags;
  readonly cwd: string;
  readonly commandLine: readonly string[];
  /** Absolute paths of what was saved; null where all is to be measured. */
  readonly saved: readonly string[] | null;
  /** By benchmark file: what it loads and reads. */
  readonly known: readonly (readonly [file: string, paths: readonly string[]])[];
}

/** `drop` ends a run whose result nobody will look at. */
export type ToRun = WatchedJob | { readonly type: 'drop' };

export type FromRun =
  /** Sent before anything is measured. */
  | {
      readonly type: 'loads';
      readonly loads: WatchedJob['known'];
      readonly removed: readonly string[];
    }
  /** Sent at its end; `error` is what kept it from measuring, null where nothing did. */
  | { readonly type: 'ended'; readonly exitCode: ExitCode; readonly error: PerfErrorCode | null };
