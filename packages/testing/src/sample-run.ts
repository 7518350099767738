import {
  type PairedBenchmark,
  type PairedRun,
  packDurations,
  packOrder,
  type RoundRecord,
  type SingleBenchmark,
  type SingleRun,
} from '@perf-suite/schema';
import { benchmarkNamed } from './benchmark-name.js';
import { sampleEnvironment } from './sample-environment.js';

/** What was measured in one round of two variants: samples in nanoseconds per iteration, in order. */
export interface PairedSamples {
  readonly baseNs: readonly number[];
  readonly headNs: readonly number[];
  /** Whether head ran first, for each pair; by turns where left out. */
  readonly headFirst?: readonly boolean[];
}

/** A benchmark's rounds, alone or with fields that differ from those of any benchmark. */
type WantedBenchmark<Benchmark, Round> = readonly Round[] | SpelledOut<Benchmark, Round>;
type SpelledOut<Benchmark, Round> = Partial<Omit<Benchmark, 'rounds'>> & {
  readonly rounds: readonly Round[];
};

/** Fields that differ from those of any run, and the rounds of each benchmark by its id. */
type WantedRun<Run, Benchmark, Round> = Partial<Omit<Run, 'kind' | 'mode' | 'benchmarks'>> & {
  /** From the first moment to the last, a minute where left out. */
  readonly durationMs?: number;
  readonly benchmarks?: Readonly<Record<string, WantedBenchmark<Benchmark, Round>>>;
};

/** A round of one variant is its samples in nanoseconds per iteration, in order. */
export type WantedSingleRun = WantedRun<SingleRun, SingleBenchmark, readonly number[]>;
export type WantedPairedRun = WantedRun<PairedRun, PairedBenchmark, PairedSamples>;

const ID = 'parse.bench.ts#json > small';
const BATCH_SIZE = 10;
const HEAD_NS = [2_010, 2_030, 1_990];
const BASE_NS = [2_110, 2_130, 2_090];

/** Returns a whole, valid run file of one variant. */
export function singleRun(wanted: WantedSingleRun = {}): SingleRun {
  const { benchmarks = { [ID]: [HEAD_NS] }, durationMs, ...fields } = wanted;
  const asked = Object.entries(benchmarks).map(([id, benchmark]) => ({ id, ...spelledOut(benchmark) }));
  return {
    ...runFields(asked, { startedAt: fields.startedAt, durationMs, paired: false }),
    mode: 'single',
    ...fields,
    benchmarks: asked.map(({ id, rounds, ...own }) => ({
      ...benchmarkFields(id),
      ...own,
      rounds: rounds.map((ns, round) => ({
        ...roundFields(round, ns.length),
        samples: packed(ns, own.batchSize),
      })),
    })),
  };
}

/** Returns a whole, valid run file of two variants. */
export function pairedRun(wanted: WantedPairedRun = {}): PairedRun {
  const { benchmarks = { [ID]: [{ baseNs: BASE_NS, headNs: HEAD_NS }] }, durationMs, ...fields } = wanted;
  const asked = Object.entries(benchmarks).map(([id, benchmark]) => ({ id, ...spelledOut(benchmark) }));
  return {
    ...runFields(asked, { startedAt: fields.startedAt, durationMs, paired: true }),
    mode: 'paired',
    base: { kind: 'git', ref: 'main', commit: 'fedcba9876543210fedcba9876543210fedcba98' },
    ...fields,
    benchmarks: asked.map(({ id, rounds, ...own }) => ({
      ...benchmarkFields(id),
      ...own,
      rounds: rounds.map(({ baseNs, headNs, headFirst = headNs.map((_, i) => i % 2 === 0) }, round) => ({
        ...roundFields(round, headNs.length),
        pairs: {
          base: packed(baseNs, own.batchSize),
          head: packed(headNs, own.batchSize),
          order: packOrder(headFirst),
        },
      })),
    })),
  };
}

function spelledOut<Benchmark, Round>(wanted: WantedBenchmark<Benchmark, Round>) {
  return 'rounds' in wanted ? wanted : ({ rounds: wanted } as SpelledOut<Benchmark, Round>);
}

function packed(ns: readonly number[], batchSize = BATCH_SIZE) {
  return packDurations(ns.map((one) => one * batchSize));
}

function runFields(
  asked: readonly { readonly id: string; readonly rounds: readonly unknown[] }[],
  when: { startedAt: string | undefined; durationMs: number | undefined; paired: boolean },
) {
  const { startedAt = '2026-01-02T03:04:05.678Z', durationMs = 60_000, paired } = when;
  const roundCount = Math.max(1, ...asked.map(({ rounds }) => rounds.length));
  const order = asked.map(({ id }) => id);
  return {
    kind: 'run' as const,
    schemaVersion: 1 as const,
    id: 'r1',
    tool: { name: 'perf-suite', version: '0.1.0' },
    startedAt,
    finishedAt: new Date(Date.parse(startedAt) + durationMs).toISOString(),
    state: 'complete' as const,
    commandLine: ['perf-suite', 'run'],
    seed: 7,
    settings: { rounds: roundCount, timeMs: 90, sampleCap: 1_000, isolation: 'file' as const },
    environment: sampleEnvironment(),
    git: { commit: '0123456789abcdef0123456789abcdef01234567', branch: 'main', dirty: false },
    rounds: Array.from({ length: roundCount }, (_, round) =>
      roundRecord(round, { order, startedAt, paired }),
    ),
    warnings: [],
  };
}

function roundRecord(
  round: number,
  { order, startedAt, paired }: { order: readonly string[]; startedAt: string; paired: boolean },
): RoundRecord {
  const worker = {
    file: 'a.bench.ts',
    startedAt,
    durationMs: 1_000,
    core: 1,
    cpuUserMs: 800,
    cpuSystemMs: 100,
    rssStartBytes: 50e6,
    rssPeakBytes: 90e6,
    rssEndBytes: 70e6,
    repeated: false,
  };
  const firstVariant = round % 2 === 0 ? 'base' : 'head';
  return { seed: round, firstVariant: paired ? firstVariant : null, order, workers: [worker] };
}

function benchmarkFields(id: string) {
  return {
    ...benchmarkNamed(id),
    unit: 'ns' as const,
    better: 'lower' as const,
    async: false,
    batchSize: BATCH_SIZE,
    minimumEffect: null,
    failure: null,
    warnings: [],
  };
}

function roundFields(round: number, measuredCount: number) {
  return {
    round,
    measuredCount,
    memory: {
      gcCount: 1,
      gcMs: 2,
      heapUsedBeforeBytes: 5e6,
      heapUsedAfterBytes: 6e6,
      measuredMs: 100,
      cpuMs: 95,
      rssPeakBytes: 80e6,
    },
    noiseRatio: 0.02,
  };
}
