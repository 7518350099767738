import {
  type Comparison,
  type PairedBenchmark,
  type PairedRun,
  packDurations,
  packOrder,
  type Report,
  type Verdict,
} from '@perf-suite/schema';
import { ENVIRONMENT } from './example-events.js';

const BATCH_SIZE = 16;
const ROUND_COUNT = 5;
const PAIR_COUNT = 120;

/** What each benchmark of the example takes, how much slower head is, and what the judge says of it. */
const BENCHMARKS: readonly { name: string; baseNs: number; ratio: number; verdict: Verdict }[] = [
  { name: 'steady', baseNs: 1_234, ratio: 1, verdict: 'unchanged' },
  { name: 'slower', baseNs: 45_678, ratio: 1.08, verdict: 'regressed' },
  { name: 'faster', baseNs: 7_891_234, ratio: 0.9, verdict: 'improved' },
  { name: '<img src=x onerror=alert(1)></script>', baseNs: 321, ratio: 1.01, verdict: 'inconclusive' },
];

/** Returns numbers in [0, 1) that are the same each time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** Returns a complete A/B run of four benchmarks, as `perf-suite run --against main` writes it. */
export function exampleRun(): PairedRun {
  const random = seeded(42);
  const benchmarks = BENCHMARKS.map(({ name, baseNs, ratio }): PairedBenchmark => {
    const durations = (ns: number) =>
      Array.from({ length: PAIR_COUNT }, () => {
        const tail = random() < 0.03 ? 1 + random() * 3 : 1;
        return Math.round(ns * BATCH_SIZE * (1 + (random() - 0.5) * 0.04) * tail);
      });
    return {
      id: idOf(name),
      file: 'bench/example.bench.ts',
      group: ['example'],
      name,
      unit: 'ns',
      better: 'lower',
      async: false,
      batchSize: BATCH_SIZE,
      minimumEffect: null,
      failure: null,
      warnings:
        name === 'slower' ? [{ code: 'drift', message: 'It became slower.', hint: 'Cool down.' }] : [],
      rounds: Array.from({ length: ROUND_COUNT }, (_, round) => ({
        round,
        measuredCount: PAIR_COUNT,
        memory: { gcCount: 2, gcMs: 1.5, heapUsedBeforeBytes: 5e6, heapUsedAfterBytes: 6e6 + round },
        noiseRatio: 0.01 * round,
        pairs: {
          base: packDurations(durations(baseNs)),
          head: packDurations(durations(baseNs * ratio)),
          order: packOrder(Array.from({ length: PAIR_COUNT }, () => random() < 0.5)),
        },
      })),
    };
  });
  return {
    kind: 'run',
    schemaVersion: 1,
    id: '20261121T040000-0123456',
    tool: { name: 'perf-suite', version: '0.1.0' },
    startedAt: '2026-11-21T04:00:00.000Z',
    finishedAt: '2026-11-21T04:01:40.000Z',
    state: 'complete',
    commandLine: ['run', '--against', 'main'],
    seed: 7,
    settings: { rounds: ROUND_COUNT, timeMs: 90, sampleCap: 1000, isolation: 'file' },
    environment: ENVIRONMENT,
    git: { commit: '0123456789abcdef', branch: 'feature', dirty: false },
    rounds: Array.from({ length: ROUND_COUNT }, (_, round) => ({
      seed: round,
      firstVariant: round % 2 === 0 ? ('base' as const) : ('head' as const),
      order: BENCHMARKS.map(({ name }) => idOf(name)),
      workers: [],
    })),
    warnings: [{ code: 'governor', message: 'The governor is not readable.' }],
    mode: 'paired',
    base: { kind: 'git', ref: 'main', commit: 'fedcba9876543210' },
    benchmarks,
  };
}

/** Returns the report on {@link exampleRun}: one verdict each, and one benchmark that only the baseline has. */
export function exampleReport(run: PairedRun): Report {
  const gone: Comparison = {
    id: idOf('gone'),
    file: 'bench/example.bench.ts',
    group: ['example'],
    name: 'gone',
    verdict: 'missing',
    severity: null,
    summary: 'The baseline has it; this run does not.',
    percentiles: [],
    warnings: [],
  };
  const reference = {
    id: run.id,
    commit: null,
    branch: null,
    startedAt: run.startedAt,
    state: run.state,
    file: null,
  };
  return {
    kind: 'report',
    schemaVersion: 1,
    tool: { name: 'perf-guard', version: '0.1.0' },
    createdAt: run.finishedAt,
    run: reference,
    environment: run.environment,
    baseline: { name: 'main@fedcba9', runs: [] },
    method: { kind: 'paired', alpha: 0.01, looks: [], confidence: 0.95, seed: 7 },
    minimumEffect: { p50: 0.03, p95: 0.06 },
    verdict: 'regressed',
    counts: counted(['unchanged', 'regressed', 'improved', 'inconclusive', 'missing']),
    comparisons: [...BENCHMARKS.map(comparisonOf), gone],
    warnings: [],
  };
}

function comparisonOf({ name, baseNs, ratio, verdict }: (typeof BENCHMARKS)[number]): Comparison {
  const speedup = { point: 1 / ratio, lower: 1 / ratio - 0.008, upper: 1 / ratio + 0.008, confidence: 0.95 };
  const change = { point: ratio - 1, lower: ratio - 1.008, upper: ratio - 0.992, confidence: 0.95 };
  return {
    id: idOf(name),
    file: 'bench/example.bench.ts',
    group: ['example'],
    name,
    verdict,
    severity: verdict === 'regressed' ? 'critical' : null,
    summary: `It is ${verdict}, quite sure.`,
    percentiles: [
      {
        percentile: 'p50',
        verdict,
        gates: true,
        baselineNs: baseNs,
        currentNs: baseNs * ratio,
        change,
        speedup,
        pValue: 0.001,
        minimumEffect: 0.03,
        replicates: ROUND_COUNT,
        warnings: [],
      },
    ],
    warnings: [],
  };
}

function idOf(name: string): string {
  return `bench/example.bench.ts#example > ${name}`;
}

function counted(found: readonly Verdict[]): Record<Verdict, number> {
  const names: readonly Verdict[] = [
    'regressed',
    'improved',
    'unchanged',
    'inconclusive',
    'missing',
    'new',
    'incomparable',
    'failed',
  ];
  return Object.fromEntries(names.map((name) => [name, found.includes(name) ? 1 : 0])) as Record<
    Verdict,
    number
  >;
}
