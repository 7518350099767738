import { listed } from '@perf-suite/command-line';
import { failOnAlso, type Warning } from '@perf-suite/schema';
import type { PreparedBase } from '../base/base-context.js';
import type { Settings } from '../config/settings-table.js';
import type { ProvenFile } from '../separation/prove-file.js';
import type { Plan } from './plan.js';

/** Said of a file that base ran in its own version. */
export function ranItsOwn(fileId: string, reason: string): Warning {
  return {
    code: 'own-benchmark-file',
    message: `${fileId}: ${reason}; base ran its own version of this file, so that a benchmark that both declare may do different work`,
    hint: 'Put new benchmarks into a file of their own, and the others run from one file on both sides.',
  };
}

/** Said of each benchmark of such a file: a gain may be less work. */
export const OWN_FILE_OF_BASE: Warning = {
  code: 'own-benchmark-file',
  message:
    "base ran its own version of this benchmark's file: where head seems faster, its benchmark may do less work",
  hint: 'Put new benchmarks into a file of their own, and the others run from one file on both sides.',
};

/** Says which code outside of both checkouts both ran; none where there is no such code. */
export function outsideWarning(proven: readonly ProvenFile[]): Warning[] {
  const paths = [...new Set(proven.flatMap(({ outside }) => outside))];
  if (paths.length === 0) return [];
  return [
    {
      code: 'outside-code',
      message: `base and head both run ${listed(paths)}, outside of both checkouts: what changes there is not compared`,
      hint: 'Install it as a dependency of the project, so that each side has its own.',
    },
  ];
}

/** Reports where nothing that differs was loaded by anything: no verdict is then about the change. */
export function nothingLoadedWarning(
  { benchmarks, brokenFiles }: Plan,
  proven: readonly ProvenFile[],
  { sameAsHead }: PreparedBase,
): Warning[] {
  const reaches = proven.flatMap((file) => file.reaches);
  const same = new Set(reaches.flatMap(({ id, reach }) => (reach === 'same-code' ? [id] : [])));
  const isAll = brokenFiles.length === 0 && benchmarks.every(({ id }) => same.has(id));
  if (sameAsHead !== null || benchmarks.length === 0 || !isAll) return [];
  return [
    {
      code: 'nothing-loaded-changed',
      message:
        'no benchmark loads code that head changes: any difference between base and head comes from data that they read, processes that they start, or noise',
      hint: 'This is expected if only documentation or the like changed. Otherwise build and install head before the run, or add a benchmark that loads what changed.',
    },
  ];
}

/** Said before time is spent: where the rounds cannot decide anything, the gate can fail nothing. */
export function undecidable({ rounds }: Settings, shardCount: number): Warning[] {
  // 2^-7 is the first below 1 %, the error of a single analysis, of which each shard has its part.
  const needed = Math.ceil(Math.log2(100 * shardCount));
  if (rounds === 'auto' || rounds >= needed) return [];
  const where = shardCount === 1 ? '' : ` in one of ${shardCount} shards`;
  return [
    {
      code: 'undecidable',
      message: `with ${rounds} ${rounds === 1 ? 'round' : 'rounds'} nothing can be found slower or faster${where}, whatever its size: a verdict needs ${needed}`,
      hint: `Leave --rounds out (auto), or let inconclusive verdicts fail the run: ${failOnAlso('inconclusive')}`,
    },
  ];
}

export const AUDIT_SKIPPED: Warning = {
  code: 'audit-skipped',
  message:
    'there is no audit: one process cannot hold both sides, so there is nothing to compare variant processes with',
};

export function isolationFallback({ apart }: Plan): Warning {
  const reasons = [...apart].map(([fileId, reason]) => `${fileId}: ${reason}`);
  return {
    code: 'isolation-process',
    message: `base and head are measured in two processes that take turns, because one process cannot hold both: ${listed(reasons, { most: 5, separator: '; ' })}`,
    hint: 'Comparisons in variant processes are less precise: expect a decision after 24 rounds or more (--rounds 40), and inconclusive verdicts for smaller changes.',
  };
}
