import { PerfError } from '@perf-suite/schema';
import { parseAgainst } from '../base/parse-against.js';
import type { ShardRequest } from '../plan/shard-plan.js';
import type { PartialSettings, Settings } from './settings-table.js';

/**
 * Refuses settings that ask for what cannot be together.
 * @throws {PerfError} `bad-usage` naming both
 */
export function refuseContradictions(
  { against, baseline, isolation, audit, timeMs, timeoutMs }: Settings,
  flags: PartialSettings,
  shard: ShardRequest | null,
): void {
  if (shard !== null && baseline.length > 0) throw shardAgainstBaseline(shard, baseline);
  if (timeMs > timeoutMs) throw longerThanLimit(timeMs, timeoutMs);
  if (typeof flags.baseSetup === 'string') refuseSetupOf(against);
  if (flags.againstTip === true && against === null) throw tipOfNothing();
  if (audit && against !== null && parseAgainst(against).kind === 'runtime') throw auditOfRuntimes(against);
  if (audit && (against === null || isolation === 'process')) {
    const found = against === null ? 'no --against' : '--isolation process';
    throw new PerfError(
      'bad-usage',
      `--audit: expected an A/B run in one process, to compare it with variant processes, found ${found}`,
      { hint: 'For example: --against main --audit' },
    );
  }
  if (isolation === 'process' && against === null) {
    throw new PerfError(
      'bad-usage',
      '--isolation process: expected --against with it, because it gives each variant a process, found none',
      {
        hint: 'For a process of its own for each benchmark use: --isolation task',
      },
    );
  }
  if (against !== null && baseline.length > 0) {
    throw new PerfError(
      'bad-usage',
      `--against ${against}: expected no --baseline with it, found ${baseline.join(', ')}`,
      {
        hint: 'An A/B run is judged by its own base variant: leave one of them out.',
      },
    );
  }
}

function longerThanLimit(timeMs: number, timeoutMs: number): PerfError {
  return new PerfError(
    'bad-usage',
    `--time: expected less than --timeout (${timeoutMs} ms), found ${timeMs} ms: no benchmark could end in time`,
    {
      hint: `Measure for a shorter time, or let it take longer: --timeout ${Math.ceil((2 * timeMs) / 1000)}s`,
    },
  );
}

/** Only what perf-suite checks out is set up by it: a command that is never run would be believed to have run. */
function refuseSetupOf(against: string | null): void {
  if (against === null) {
    throw new PerfError('bad-usage', '--base-setup: expected --against beside it, found none', {
      hint: 'For example: --against main --base-setup "npm ci"',
    });
  }
  const { kind } = parseAgainst(against);
  if (kind === 'ref') return;
  throw new PerfError(
    'bad-usage',
    `--base-setup: expected --against with a git ref beside it, found --against ${against}`,
    {
      hint: `${WITHOUT_SETUP[kind]}leave --base-setup out.`,
    },
  );
}

const WITHOUT_SETUP = {
  npm: 'Packages are installed from the registry as they are: ',
  folder: 'A folder is measured as it is: install and build there by hand, and ',
  runtime: 'Both sides run this project as it is: ',
} as const;

function auditOfRuntimes(against: string): PerfError {
  return new PerfError(
    'bad-usage',
    `--audit: expected a base that one process can hold with head, found --against ${against}`,
    {
      hint: 'Two versions of Node are always measured in two processes: leave --audit out.',
    },
  );
}

function tipOfNothing(): PerfError {
  return new PerfError('bad-usage', '--against-tip: expected --against with it, found none', {
    hint: 'For example: --against main --against-tip',
  });
}

function shardAgainstBaseline({ index, of }: ShardRequest, baseline: readonly string[]): PerfError {
  return new PerfError(
    'bad-usage',
    `--shard ${index}/${of}: expected no --baseline with it, found ${baseline.join(', ')}`,
    {
      hint: 'Earlier runs are of one machine. Shards are compared in pairs, with --against.',
    },
  );
}
