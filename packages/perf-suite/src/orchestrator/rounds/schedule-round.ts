import type { BenchmarkKind, Variant } from '@perf-suite/schema';
import { createRandom } from '../../wire/random.js';

/** What is left to measure, as the schedule needs to know it. */
export interface Candidate {
  readonly id: string;
  readonly fileId: string;
  /** Left out for a function. */
  readonly kind?: BenchmarkKind;
  /** The service that it is a request to; left out for all else. */
  readonly service?: string;
}

export interface RoundSchedule {
  /** Seed of this round's shuffle, coins and worker. */
  readonly seed: number;
  /** Which variant is imported first; decided by a coin. */
  readonly firstVariant: Variant;
  /** One process each, in the order they are started. */
  readonly workers: readonly { readonly fileId: string; readonly ids: readonly string[] }[];
}

export interface ScheduleOptions {
  readonly seed: number;
  /** `task` gives each benchmark a process of its own. */
  readonly isolation: 'file' | 'task' | 'process';
  /** How many processes are to measure at the same time. */
  readonly parallel: number;
}

/**
 * Returns a round's order: files shuffled, benchmarks shuffled inside their file, a coin for the variants. What is no
 * function is measured by a process of its own, apart from the functions of its file; all requests to a service by one,
 * whatever the isolation. The order is the same however many measure at the same time: that only decides into how many workers it is cut.
 */
export function scheduleRound(candidates: readonly Candidate[], options: ScheduleOptions): RoundSchedule {
  const { seed, isolation, parallel } = options;
  const random = createRandom(seed);
  const firstVariant = random.coin() ? 'base' : 'head';
  const groups = new Map<
    string,
    { readonly fileId: string; readonly ids: string[]; readonly isWhole: boolean }
  >();
  for (const { id, fileId, kind = '', service } of candidates) {
    const key = `${kind}#${fileId}#${service ?? ''}`;
    const group = groups.get(key);
    if (group) group.ids.push(id);
    else groups.set(key, { fileId, ids: [id], isWhole: service !== undefined });
  }
  const workers = [...groups.values()].flatMap(({ ids, ...group }) =>
    isolation === 'task' && !group.isWhole
      ? ids.map((id) => ({ ...group, ids: [id] }))
      : [{ ...group, ids: random.shuffle(ids) }],
  );
  const spreadOut = spread(random.shuffle(workers), parallel);
  return { seed, firstVariant, workers: spreadOut.map(({ fileId, ids }) => ({ fileId, ids })) };
}

interface ScheduledWorker {
  readonly fileId: string;
  readonly ids: readonly string[];
  /** Never cut. */
  readonly isWhole: boolean;
}

/**
 * With fewer files than cores, cuts those that hold more than one core's share: loading a file twice at the same time
 * takes no longer than once. With as many files or more, each stays whole: loading them in pieces would take longer.
 */
function spread(workers: readonly ScheduledWorker[], parallel: number): ScheduledWorker[] {
  if (workers.length >= parallel) return [...workers];
  const benchmarkCount = workers.reduce((sum, { ids }) => sum + ids.length, 0);
  const share = Math.ceil(benchmarkCount / parallel);
  return workers.flatMap((worker) =>
    worker.isWhole
      ? [worker]
      : cut(worker.ids, Math.ceil(worker.ids.length / share)).map((part) => ({ ...worker, ids: part })),
  );
}

/** Returns the list in so many parts, whose lengths differ by one at most. */
function cut<T>(list: readonly T[], partCount: number): T[][] {
  const edge = (part: number): number => Math.round((part * list.length) / partCount);
  return Array.from({ length: partCount }, (_, part) => list.slice(edge(part), edge(part + 1)));
}
