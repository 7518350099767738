import type {
  Acceptance,
  PairedRun,
  RoundRecord,
  RunFile,
  Shard,
  SingleRun,
  Warning,
} from '@perf-suite/schema';
import { type RunToMerge, refuseUnlikeShards, type ShardRun } from './refuse-unlike-shards.js';

/**
 * Returns the run that all shards of one plan make: their benchmarks in the plan's order, each with the shard that
 * measured it. Nothing that was measured is changed, so each is judged as it was on its machine.
 * @throws {PerfError} `bad-usage` for runs that are not exactly the shards of one plan, each once
 */
export function mergeShards(files: readonly RunToMerge[]): RunFile {
  const runs = refuseUnlikeShards(files).toSorted((a, b) => a.shard.index - b.shard.index);
  const [first] = runs as [ShardRun, ...ShardRun[]];
  const {
    shard,
    codeChange: _,
    interrupted: _ended,
    warnings: _warnings,
    metrics: _metrics,
    ...shared
  } = first;
  const isInterrupted = runs.some(({ interrupted }) => interrupted === true);
  const codeChange = runs.find((run) => run.codeChange !== undefined)?.codeChange;
  const metrics = runs.flatMap((run) => run.metrics ?? []);
  const accepted = acceptedBy(runs);
  const merged = {
    ...shared,
    id: `${first.id}-merged`,
    startedAt: earliest(runs.map(({ startedAt }) => startedAt)),
    finishedAt: latest(runs.map(({ finishedAt }) => finishedAt)),
    state: runs.every(({ state }) => state === 'complete') ? ('complete' as const) : ('partial' as const),
    ...(isInterrupted && { interrupted: true }),
    settings: { ...first.settings, ...(accepted.length > 0 && { accepted }) },
    rounds: mergedRounds(runs),
    warnings: mergedWarnings(runs),
    ...(codeChange !== undefined && { codeChange }),
    ...(metrics.length > 0 && { metrics }),
    shards: runs.map(({ shard: { index }, id: run, startedAt, finishedAt, environment }) => ({
      index,
      run,
      startedAt,
      finishedAt,
      environment,
    })),
  };
  return { ...merged, benchmarks: mergedBenchmarks(runs, shard) } as RunFile;
}

/** Those of the plan in its order, then what only base has. */
function mergedBenchmarks(runs: readonly ShardRun[], { plan }: Shard): (SingleRun | PairedRun)['benchmarks'] {
  const all = runs.flatMap(({ benchmarks, shard: { index } }) =>
    benchmarks.map((benchmark) => ({ ...benchmark, shard: index })),
  );
  const placeOf = new Map(plan.flatMap(({ benchmarks }) => benchmarks).map((id, place) => [id, place]));
  const place = ({ id }: { readonly id: string }): number => placeOf.get(id) ?? placeOf.size;
  return all.toSorted((a, b) => place(a) - place(b)) as (SingleRun | PairedRun)['benchmarks'];
}

/** All shards have one seed, so that their rounds were the same but for the benchmarks in them. */
function mergedRounds(runs: readonly ShardRun[]): RoundRecord[] {
  const count = Math.max(...runs.map(({ rounds }) => rounds.length));
  return Array.from({ length: count }, (_, i) => {
    const rounds = runs.flatMap((run) => run.rounds[i] ?? []);
    const { seed, firstVariant } = rounds[0] as RoundRecord;
    return {
      seed,
      firstVariant,
      order: rounds.flatMap(({ order }) => order),
      workers: rounds.flatMap(({ workers }) => workers),
    };
  });
}

/** What all say is said once; what one of several says is of its machine. */
function mergedWarnings(runs: readonly ShardRun[]): Warning[] {
  const saidBy = new Map<string, { readonly warning: Warning; readonly shards: number[] }>();
  for (const { warnings, shard } of runs) {
    for (const warning of warnings) {
      const key = `${warning.code}\n${warning.message}`;
      const known = saidBy.get(key) ?? { warning, shards: [] };
      known.shards.push(shard.index);
      saidBy.set(key, known);
    }
  }
  return [...saidBy.values()].map(({ warning, shards }) => {
    if (shards.length === runs.length || warning.code === 'empty-shard') return warning;
    const whose = `${shards.length === 1 ? 'shard' : 'shards'} ${shards.join(', ')}`;
    return { ...warning, message: `${whose}: ${warning.message}` };
  });
}

/** A commit may accept what only one shard knows: there the text has been read as an id and a reason. */
function acceptedBy(runs: readonly ShardRun[]): Acceptance[] {
  const lists = runs.map(({ settings }) => settings.accepted ?? []);
  const [first = []] = lists;
  return first.map(
    (acceptance, i) => lists.map((list) => list[i]).find((one) => one?.reason !== '') ?? acceptance,
  );
}

function earliest(instants: readonly string[]): string {
  return instants.reduce((a, b) => (Date.parse(b) < Date.parse(a) ? b : a));
}

function latest(instants: readonly string[]): string {
  return instants.reduce((a, b) => (Date.parse(b) > Date.parse(a) ? b : a));
}
