import { LONGEST_SPAN_MS, parseDuration } from '@perf-suite/command-line';
import { counted } from '@perf-suite/command-line/terminal';
import { EXIT_CODES, type ExitCode, PerfError } from '@perf-suite/schema';
import type { GcPolicy } from '../store/history-store.js';
import type { GuardedIo } from './io.js';
import { type StoreFlag, usingStore } from './store-option.js';

/** The flags of `gc`, as typed. */
export interface GcFlags extends StoreFlag {
  readonly keep?: string;
  readonly keepOtherBranches?: string;
  readonly branch: readonly string[];
  readonly keepRaw?: string;
  readonly dryRun?: boolean;
  readonly quiet?: boolean;
}

/** Removes what the rules given name. @throws {PerfError} on bad flags or a history that cannot be written */
export async function gc(flags: GcFlags, io: GuardedIo): Promise<ExitCode> {
  const policy = policyOf(flags, io.nowMs());
  const { runCount, rawCount } = await usingStore(flags, io, (store) => store.gc(policy), {
    mustExist: true,
  });
  const done = flags.dryRun ? 'would remove' : 'removed';
  if (!flags.quiet)
    io.err(`perf-history: ${done} ${counted(runCount, 'run')}, ${counted(rawCount, 'run file')}\n`);
  return EXIT_CODES.done;
}

function policyOf(flags: GcFlags, nowMs: number): GcPolicy {
  const before = (text: string | undefined, flag: string): number | undefined =>
    text === undefined ? undefined : nowMs - parseDuration(text, flag, { longestMs: LONGEST_SPAN_MS });
  const runsBeforeMs = before(flags.keep, '--keep');
  const othersBeforeMs = before(flags.keepOtherBranches, '--keep-other-branches');
  const rawBeforeMs = before(flags.keepRaw, '--keep-raw');
  if (runsBeforeMs === undefined && othersBeforeMs === undefined && rawBeforeMs === undefined) {
    throw new PerfError(
      'bad-usage',
      'expected a rule, found none of --keep, --keep-other-branches, --keep-raw',
      {
        hint: 'Write for example: perf-history gc --keep-other-branches 30d --keep-raw 90d --dry-run',
      },
    );
  }
  return {
    ...(runsBeforeMs !== undefined && { runsBeforeMs }),
    ...(othersBeforeMs !== undefined && {
      otherBranches: { than: flags.branch, beforeMs: othersBeforeMs },
    }),
    ...(rawBeforeMs !== undefined && { rawBeforeMs }),
    ...(flags.dryRun && { dryRun: true }),
  };
}
