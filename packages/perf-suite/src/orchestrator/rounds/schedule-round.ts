import type { Variant } from '@perf-suite/schema';
import { createRandom } from '../../wire/random.js';

/** What is left to measure, as the schedule needs to know it. */
export interface Candidate {
  readonly id: string;
  readonly fileId: string;
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
}

/** Returns a round's order: files shuffled, benchmarks shuffled inside their file, a coin for the variants. */
export function scheduleRound(candidates: readonly Candidate[], options: ScheduleOptions): RoundSchedule {
  const { seed, isolation } = options;
  const random = createRandom(seed);
  const firstVariant = random.coin() ? 'base' : 'head';
  const idsByFile = new Map<string, string[]>();
  for (const { id, fileId } of candidates) {
    const ids = idsByFile.get(fileId);
    if (ids) ids.push(id);
    else idsByFile.set(fileId, [id]);
  }
  const workers = [...idsByFile].flatMap(([fileId, ids]) =>
    isolation === 'task' ? ids.map((id) => ({ fileId, ids: [id] })) : [{ fileId, ids: random.shuffle(ids) }],
  );
  return { seed, firstVariant, workers: random.shuffle(workers) };
}
