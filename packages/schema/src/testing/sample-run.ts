import { type PairedRun, packDurations, packOrder, type SingleRun } from '../index.js';

const environment = {
  name: 'local',
  fingerprint: '8748f81926829743',
  cpu: { model: 'AMD EPYC', logicalCores: 4, availableCores: 2, governor: null, turbo: null },
  memory: { totalBytes: 8e9, limitBytes: null },
  os: { platform: 'linux', release: '6.1.0', arch: 'x64' },
  container: null,
  ci: null,
  loadAtStart: 0.2,
  runtime: { node: '20.20.2', v8: '11.3.244.8-node.38', flags: [] },
};

const shared = {
  kind: 'run',
  schemaVersion: 1,
  id: 'r1',
  tool: { name: 'perf-suite', version: '0.1.0' },
  startedAt: '2026-01-02T03:04:05.678Z',
  finishedAt: '2026-01-02T03:05:05.678Z',
  state: 'complete',
  commandLine: ['perf-suite', 'run'],
  seed: 7,
  settings: { rounds: 1, timeMs: 90, sampleCap: 1000, isolation: 'file' },
  environment,
  git: { commit: '0123456789abcdef0123456789abcdef01234567', branch: 'main', dirty: false },
  warnings: [],
} as const;

const benchmark = {
  id: 'parse.bench.ts#json > small',
  file: 'parse.bench.ts',
  group: ['json'],
  name: 'small',
  unit: 'ns',
  better: 'lower',
  async: false,
  batchSize: 200,
  minimumEffect: null,
  failure: null,
  warnings: [],
} as const;

const round = { round: 0, measuredCount: 3, memory: null, noiseRatio: 0.01 };

/** A small run of one variant, fresh each time so that a test may damage its copy. */
export function sampleSingleRun(): SingleRun {
  return structuredClone({
    ...shared,
    mode: 'single',
    rounds: [{ seed: 1, firstVariant: null, order: [benchmark.id], workers: [] }],
    benchmarks: [{ ...benchmark, rounds: [{ ...round, samples: packDurations([20_100, 20_300, 19_900]) }] }],
  } as const);
}

/** A small A/B run, fresh each time so that a test may damage its copy. */
export function samplePairedRun(): PairedRun {
  const pairs = {
    base: packDurations([20_100, 20_300, 19_900]),
    head: packDurations([21_100, 21_300, 20_900]),
    order: packOrder([true, false, true]),
  };
  return structuredClone({
    ...shared,
    mode: 'paired',
    base: { kind: 'git', ref: 'main', commit: null },
    rounds: [{ seed: 1, firstVariant: 'base', order: [benchmark.id], workers: [] }],
    benchmarks: [{ ...benchmark, rounds: [{ ...round, pairs }] }],
  } as const);
}
