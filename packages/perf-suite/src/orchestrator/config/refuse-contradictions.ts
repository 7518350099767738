import { PerfError } from '@perf-suite/schema';
import type { PartialSettings, Settings } from './settings-table.js';

/**
 * Refuses settings that ask for what cannot be together.
 * @throws {PerfError} `bad-usage` naming both
 */
export function refuseContradictions(
  { against, baseline, isolation, audit }: Settings,
  flags: PartialSettings,
): void {
  if (flags.againstTip === true && against === null) throw tipOfNothing();
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

function tipOfNothing(): PerfError {
  return new PerfError('bad-usage', '--against-tip: expected --against with it, found none', {
    hint: 'For example: --against main --against-tip',
  });
}
