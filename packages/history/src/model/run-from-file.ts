import {
  baseName,
  type Environment,
  quantileOfSorted,
  type RunFile,
  unpackDurations,
} from '@perf-suite/schema';
import type { HistoryPoint, HistoryRun } from './history-run.js';

/** Fewer samples say nothing of a tail; the same as where verdicts are reached. */
const FEWEST_SAMPLES_FOR_P95 = 100;

type Benchmark = RunFile['benchmarks'][number];
type Samples = readonly Float64Array[];

/**
 * Returns a run file as history keeps it: percentiles of the head variant, over all its samples and by round, in
 * nanoseconds per iteration. A benchmark that was not measured (it failed, or is only in base) has no point.
 */
export function runFromFile(run: RunFile, project = 'default'): HistoryRun {
  return {
    id: run.id,
    project,
    source: 'perf-suite',
    tool: run.tool,
    startedAtMs: Date.parse(run.startedAt),
    finishedAtMs: Date.parse(run.finishedAt),
    commit: run.git?.commit ?? null,
    branch: run.git?.branch ?? null,
    dirty: run.git?.dirty ?? false,
    environment: run.environment.name,
    fingerprint: run.environment.fingerprint,
    machine: machineOf(run.environment),
    state: run.state,
    evidence: 'rounds',
    baseline: run.mode === 'paired' ? baseName(run.base) : null,
    points: run.benchmarks.flatMap((benchmark) => {
      const point = pointOf(benchmark, fingerprintOf(benchmark, run));
      return point === null ? [] : [point];
    }),
  };
}

function machineOf({ cpu, os, runtime }: Environment): HistoryRun['machine'] {
  return {
    cpuModel: cpu.model,
    cores: cpu.availableCores,
    os: `${os.platform} ${os.release} ${os.arch}`,
    node: runtime.node,
  };
}

/** Returns the fingerprint of the machine that measured a benchmark where that is not the run's. */
function fingerprintOf({ shard }: Benchmark, { shards, environment }: RunFile): string | undefined {
  const own = shards?.find(({ index }) => index === shard)?.environment.fingerprint;
  return own === environment.fingerprint ? undefined : own;
}

function pointOf(benchmark: Benchmark, fingerprint: string | undefined): HistoryPoint | null {
  const rounds = headRounds(benchmark).filter(({ length }) => length > 0);
  if (rounds.length === 0) return null;
  const all = sorted(rounds);
  const hasRoundP95 = rounds.every(({ length }) => length >= FEWEST_SAMPLES_FOR_P95);
  const quantiles = (share: number) => rounds.map((samples) => quantileOfSorted(sorted([samples]), share));
  return {
    benchmark: benchmark.id,
    unit: benchmark.unit,
    better: benchmark.better,
    p50: quantileOfSorted(all, 0.5),
    p95: all.length >= FEWEST_SAMPLES_FOR_P95 ? quantileOfSorted(all, 0.95) : null,
    roundP50: quantiles(0.5),
    roundP95: hasRoundP95 ? quantiles(0.95) : [],
    spread: null,
    verdict: null,
    ...(fingerprint !== undefined && { fingerprint }),
  };
}

/** Returns the samples of head in nanoseconds per iteration, by round; none of what only base has. */
function headRounds(benchmark: Benchmark): Samples {
  if ('onlyIn' in benchmark && benchmark.onlyIn === 'base') return [];
  if ('notLoaded' in benchmark && benchmark.notLoaded?.variant === 'head') return [];
  return benchmark.rounds.map((round) => {
    const packed = 'pairs' in round ? round.pairs.head : round.samples;
    return unpackDurations(packed).map((ns) => ns / benchmark.batchSize);
  });
}

function sorted(rounds: Samples): Float64Array {
  const all = new Float64Array(rounds.reduce((count, { length }) => count + length, 0));
  let offset = 0;
  for (const samples of rounds) {
    all.set(samples, offset);
    offset += samples.length;
  }
  return all.sort();
}
