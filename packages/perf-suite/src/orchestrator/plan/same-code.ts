import { realpath } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import type { PreparedBase } from '../base/base-context.js';
import { changedFiles } from '../separation/changed-files.js';
import type { ProvenFile } from '../separation/prove-file.js';
import { unreadBy } from '../separation/unread-files.js';
import type { Plan, PlannedBenchmark } from './plan.js';

/** Files whose use is seen: whether a benchmark loads or reads one is known. */
const CODE = /\.[cm]?[jt]sx?$/;

interface Compared {
  /** Absolute folder of head's project. */
  readonly root: string;
  /** Globs of files that no benchmark reads. */
  readonly unreadFiles: readonly string[];
}

/**
 * Marks the benchmarks that load and read the same on both sides, where nothing else changed that they might read
 * unseen: they are not measured.
 */
export async function withSameCode(
  plan: Plan,
  proven: readonly ProvenFile[],
  base: PreparedBase,
  { root, unreadFiles }: Compared,
): Promise<Plan> {
  const { source } = base;
  const same = new Set(proven.filter(isSeenThrough).flatMap(sameCodeIds));
  if (source.kind !== 'git' || source.commit === null || same.size === 0) return plan;
  const changed = await changedFiles(root, source.commit);
  if (changed === null) return plan;
  const isUnread = unreadBy(unreadFiles);
  // Head's benchmark files run on both sides.
  const files = await Promise.all(plan.files.map((file) => realpath(file)));
  const laidOver = new Set(files.map((file) => relative(changed.top, file).split(sep).join('/')));
  const unclear = changed.names.filter((name) => !isUnread(name) && !CODE.test(name) && !laidOver.has(name));
  if (unclear.length > 0) return plan;
  const benchmarks = plan.benchmarks.map((benchmark): PlannedBenchmark => {
    const isSame = same.has(benchmark.id) && (benchmark.warnings ?? []).length === 0 && isInBoth(benchmark);
    return isSame
      ? { ...benchmark, sameCode: 'all that it loads and reads is the same on both sides' }
      : benchmark;
  });
  return { ...plan, benchmarks };
}

/** Whether all that a file's code does was seen: no other processes, and no reason to keep the sides apart. */
function isSeenThrough({ apartBecause, unseen, outside }: ProvenFile): boolean {
  return apartBecause === null && unseen.length === 0 && outside.length === 0;
}

function sameCodeIds({ reaches, warnings }: ProvenFile): string[] {
  return reaches.flatMap(({ id, reach, afterReturn }) =>
    reach === 'same-code' && afterReturn.length === 0 && !warnings.has(id) ? [id] : [],
  );
}

function isInBoth({ onlyIn, notLoaded }: PlannedBenchmark): boolean {
  return onlyIn === undefined && notLoaded === undefined;
}
