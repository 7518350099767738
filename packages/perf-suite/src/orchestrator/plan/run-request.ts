import type { PreparedBase } from '../base/base-context.js';
import type { PartialSettings, Settings } from '../config/settings-table.js';
import type { RunTimes } from '../results/run-times.js';
import type { RunWorker } from '../rounds/measure-round.js';
import type { SavedFiles } from './reached-files.js';
import type { ShardRequest } from './shard-plan.js';

/** What one run is asked for. */
export interface RunRequest {
  /** Absolute project folder. */
  readonly root: string;
  readonly flags: PartialSettings;
  /** The settings, where they are another checkout's: the root's config has no say then. Left out, it is read. */
  readonly settings?: Settings;
  /** What `--against` means, where it is there already; left out, it is prepared. */
  readonly base?: PreparedBase;
  readonly filter: RegExp | null;
  readonly commandLine: readonly string[];
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly startedAt: Date;
  readonly runWorker: RunWorker;
  readonly stop: AbortSignal;
  /** True for a run of `--watch`: without --against it is one against the last commit. */
  readonly isWatched?: boolean;
  /** What was saved since the last run, whose benchmark files alone are measured; null for all. */
  readonly saved?: SavedFiles | null;
  /** The part of the plan that is measured here; null for all of it. */
  readonly shard?: ShardRequest | null;
  /** Where the run's time goes. */
  readonly times: RunTimes;
  /** Called with what is being done before the first round. */
  readonly onStep: (step: string) => void;
}
