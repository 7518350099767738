import { createHash } from 'node:crypto';
import { counted } from '@perf-suite/command-line/terminal';
import { type GitState, MOST_SHARDS, PerfError, type Shard, type Warning } from '@perf-suite/schema';
import type { Plan } from './plan.js';

/** `--shard 2/4`: the second of four. */
export interface ShardRequest {
  readonly index: number;
  readonly of: number;
}

/** The part of a plan that one of several machines measures. */
export interface PlanShard {
  readonly plan: Plan;
  /** For the run file. */
  readonly shard: Shard;
  /** Of the whole plan. */
  readonly benchmarkIds: readonly string[];
  /** Tells of a file id whether it is for this shard to say what base has in it. */
  readonly asksFor: (fileId: string) => boolean;
  readonly warnings: readonly Warning[];
}

/** Returns what `--shard` asks for; null without it. @throws {PerfError} `bad-usage` */
export function parseShard(text: string | undefined): ShardRequest | null {
  if (text === undefined) return null;
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(text.trim()) ?? [];
  const shard = { index: Number(index), of: Number(of) };
  if (shard.index >= 1 && shard.index <= shard.of && shard.of <= MOST_SHARDS) return shard;
  const hint =
    shard.of > MOST_SHARDS
      ? `More than ${MOST_SHARDS} machines could find nothing: each has only its part of the error that a suite may make.`
      : 'For the second of four machines: --shard 2/4';
  throw new PerfError(
    'bad-usage',
    `--shard: expected a number and how many there are, such as 1/4 to 4/4, found ${JSON.stringify(text)}`,
    { hint },
  );
}

/**
 * Returns the part of a plan that a shard measures. Files stay whole; the largest is given out first, each to the shard
 * with the fewest benchmarks so far, so that every machine with the same plan comes to the same parts.
 */
export function shardPlan(plan: Plan, { index, of }: ShardRequest): PlanShard {
  const files = filesOf(plan);
  const shardOf = giveOut(files, of);
  const isOwn = ({ fileId }: { readonly fileId: string }): boolean => shardOf.get(fileId) === index;
  const own = {
    ...plan,
    benchmarks: plan.benchmarks.filter(isOwn),
    brokenFiles: plan.brokenFiles.filter(isOwn),
  };
  const isEmpty = own.benchmarks.length === 0 && own.brokenFiles.length === 0;
  return {
    plan: own,
    shard: {
      index,
      of,
      plan: [...files].map(([file, benchmarks]) => ({
        file,
        shard: shardOf.get(file) as number,
        benchmarks: [...benchmarks],
      })),
    },
    benchmarkIds: [...files.values()].flat(),
    // What only base has is in nobody's plan: the first shard reports it.
    asksFor: (fileId) => (shardOf.get(fileId) ?? 1) === index,
    warnings: isEmpty ? [emptyShard({ index, of }, files.size)] : [],
  };
}

/**
 * Returns the seed that all shards of a plan come to without being told: they make the same choices, and the run that
 * they are merged into has one seed.
 */
export function seedOfShards({ plan, of }: Shard, git: GitState | null): number {
  const text = JSON.stringify([git?.commit ?? null, of, plan]);
  return createHash('sha256').update(text).digest().readUInt32BE();
}

/** Returns the ids of each file's benchmarks; a file that does not load stands for one of its own name. */
function filesOf({ benchmarks, brokenFiles }: Plan): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, string[]>();
  for (const { fileId, id } of benchmarks) files.set(fileId, [...(files.get(fileId) ?? []), id]);
  for (const { fileId } of brokenFiles) files.set(fileId, [...(files.get(fileId) ?? []), fileId]);
  return files;
}

function giveOut(files: ReadonlyMap<string, readonly string[]>, of: number): ReadonlyMap<string, number> {
  const loads = new Array<number>(of).fill(0);
  const largestFirst = [...files].sort(([a, ofA], [b, ofB]) => ofB.length - ofA.length || (a < b ? -1 : 1));
  return new Map(
    largestFirst.map(([file, ids]) => {
      const least = loads.indexOf(Math.min(...loads));
      loads[least] = (loads[least] as number) + ids.length;
      return [file, least + 1] as const;
    }),
  );
}

function emptyShard({ index, of }: ShardRequest, fileCount: number): Warning {
  return {
    code: 'empty-shard',
    message: `shard ${index}/${of} has nothing to measure: there ${fileCount === 1 ? 'is' : 'are'} only ${counted(fileCount, 'benchmark file')}, and files are not split`,
    hint: `More shards than files save no time: ${counted(fileCount, 'shard')} would do.`,
  };
}
