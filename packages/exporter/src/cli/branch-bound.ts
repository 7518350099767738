import { parseWhole } from '@perf-suite/command-line';
import { PerfError } from '@perf-suite/schema';
import type { BranchBound } from '../run-metrics/known-branches.js';

/** The flags that say which branches have metrics, as typed. */
export interface BranchFlags {
  readonly defaultBranch: string;
  readonly branches: string;
}

/** Returns which branches have metrics. @throws {PerfError} `bad-usage` */
export function branchBound({ defaultBranch, branches }: BranchFlags): BranchBound {
  if (defaultBranch === '') {
    throw new PerfError('bad-usage', '--default-branch: expected the name of a branch, found an empty text');
  }
  return { defaultBranch, limit: parseWhole(branches, '--branches', { least: 0, most: 10_000 }) };
}
