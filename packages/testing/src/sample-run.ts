import {
  type Comparison,
  packDurations,
  type Report,
  type RoundRecord,
  type SingleBenchmark,
  type SingleRun,
} from '@perf-suite/schema';
import { environment } from './sample-events.js';

export interface RunSpecification {
  readonly id: string;
  readonly startedAt: string;
  readonly durationMs?: number;
  readonly commit?: string;
  readonly branch?: string;
  readonly environment?: string;
  readonly ci?: string | null;
  /** For each benchmark id, each round's samples in nanoseconds. */
  readonly benchmarks: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly failed?: readonly string[];
  readonly interrupted?: boolean;
}

/** Returns a whole, valid run file with the samples given. */
export function runFileOf(specification: RunSpecification): SingleRun {
  const { id, startedAt, durationMs = 60_000, branch = 'main', failed = [] } = specification;
  const ids = Object.keys(specification.benchmarks);
  const roundCount = Math.max(1, ...Object.values(specification.benchmarks).map(({ length }) => length));
  return {
    kind: 'run',
    schemaVersion: 1,
    mode: 'single',
    id,
    tool: { name: 'perf-suite', version: '0.1.0' },
    startedAt,
    finishedAt: new Date(Date.parse(startedAt) + durationMs).toISOString(),
    state: specification.interrupted || failed.length > 0 ? 'partial' : 'complete',
    ...(specification.interrupted && { interrupted: true }),
    commandLine: ['run'],
    seed: 1,
    settings: { rounds: roundCount, timeMs: 90, sampleCap: 1_000, isolation: 'file' },
    environment: {
      ...environment,
      name: specification.environment ?? 'local',
      ci: specification.ci ?? null,
    },
    git: { commit: specification.commit ?? `commit-of-${id}`, branch, dirty: false },
    rounds: Array.from({ length: roundCount }, () => roundRecord(ids, startedAt)),
    warnings: [],
    benchmarks: ids.map((name) =>
      benchmarkOf(name, specification.benchmarks[name] ?? [], failed.includes(name)),
    ),
  };
}

function roundRecord(order: readonly string[], startedAt: string): RoundRecord {
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
  return { seed: 1, firstVariant: null, order, workers: [worker] };
}

function benchmarkOf(id: string, rounds: readonly (readonly number[])[], failed: boolean): SingleBenchmark {
  return {
    id,
    file: 'a.bench.ts',
    group: [],
    name: id,
    unit: 'ns',
    better: 'lower',
    async: false,
    batchSize: 10,
    minimumEffect: null,
    failure: failed ? { reason: 'threw', round: 0, message: 'boom' } : null,
    warnings: [],
    rounds: rounds.map((samplesNs, round) => ({
      round,
      measuredCount: samplesNs.length,
      memory: { gcCount: 1, gcMs: 2, heapUsedBeforeBytes: 5e6, heapUsedAfterBytes: 6e6 },
      noiseRatio: 0.02,
      samples: packDurations(samplesNs.map((ns) => ns * 10)),
    })),
  };
}

export interface JudgedSpecification {
  readonly verdict: Comparison['verdict'];
  readonly severity?: Comparison['severity'];
  /** Speedup at p50; its interval is 1 % to either side. */
  readonly speedup: number;
}

/** Returns a valid report on a run; the suite's verdict is `regressed` if one benchmark's is. */
export function reportOf(
  run: SingleRun,
  judged: Readonly<Record<string, JudgedSpecification>>,
  createdAt = run.finishedAt,
): Report {
  const comparisons = Object.entries(judged).map(([id, specification]) => comparisonOf(id, specification));
  const regressed = comparisons.some(({ verdict }) => verdict === 'regressed');
  const counted = (verdict: Comparison['verdict']) =>
    comparisons.filter((one) => one.verdict === verdict).length;
  return {
    kind: 'report',
    schemaVersion: 1,
    tool: { name: 'perf-guard', version: '0.1.0' },
    createdAt,
    run: {
      id: run.id,
      commit: run.git?.commit ?? null,
      branch: run.git?.branch ?? null,
      startedAt: run.startedAt,
      state: run.state,
      file: null,
    },
    environment: run.environment,
    baseline: { name: 'main@0000000', runs: [] },
    method: { kind: 'stored-baseline', alpha: 0.01, confidence: 0.95, baselineRuns: 1 },
    minimumEffect: { p50: 0.025, p95: 0.05 },
    verdict: regressed ? 'regressed' : 'unchanged',
    counts: {
      regressed: counted('regressed'),
      improved: counted('improved'),
      unchanged: counted('unchanged'),
      inconclusive: 0,
      missing: 0,
      new: 0,
      incomparable: 0,
      failed: 0,
    },
    comparisons,
    warnings: [],
  };
}

function comparisonOf(id: string, { verdict, severity = null, speedup }: JudgedSpecification): Comparison {
  const interval = { point: speedup, lower: speedup * 0.99, upper: speedup * 1.01, confidence: 0.95 };
  const change = { point: 1 / speedup - 1, lower: 1 / (speedup * 1.01) - 1, upper: 1 / (speedup * 0.99) - 1 };
  return {
    id,
    file: 'a.bench.ts',
    group: [],
    name: id,
    verdict,
    severity,
    summary: `${id}: ${verdict}`,
    percentiles: (['p50', 'p95'] as const).map((percentile) => ({
      percentile,
      verdict,
      gates: percentile === 'p50',
      baselineNs: 1_000,
      currentNs: 1_000 / speedup,
      change: { ...change, confidence: 0.95 },
      speedup: interval,
      pValue: 0.001,
      minimumEffect: percentile === 'p50' ? 0.025 : 0.05,
      replicates: 8,
      warnings: [],
    })),
    warnings: [],
  };
}
