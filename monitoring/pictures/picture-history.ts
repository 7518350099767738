import { join } from 'node:path';
import type { Report, SingleRun } from '@perf-suite/schema';
import { writeReportFile, writeRunFile } from '@perf-suite/schema/node';
import { sampleEnvironment } from '@perf-suite/testing/sample-environment';
import { type Judged, reportOf } from '@perf-suite/testing/sample-report';
import { singleRun } from '@perf-suite/testing/sample-run';

const DAYS = 30;
export const RUNS_PER_DAY = 4;
const RUN_COUNT = DAYS * RUNS_PER_DAY;
const MS_BETWEEN_RUNS = (24 / RUNS_PER_DAY) * 3_600_000;
const ROUNDS = 6;
const SAMPLES_PER_ROUND = 40;

/** p50 in nanoseconds on the first machine. */
const BENCHMARKS = {
  'parse.bench.ts#parse': 48_000,
  'parse.bench.ts#stringify': 21_000,
  'search.bench.ts#suggest': 310_000,
  'search.bench.ts#search': 1_900_000,
  'render.bench.ts#table': 7_400_000,
} as const;

export const REGRESSED = 'search.bench.ts#search';
const BUDGET_NS = 2_300_000;

/** What the commits of a time did to a benchmark, until they were undone or became the new baseline. */
const CHANGES = [
  { name: 'parse.bench.ts#parse', days: [8, 10], factor: 1.18, severity: 'critical', stays: false },
  { name: 'parse.bench.ts#stringify', days: [15, 17], factor: 0.85, severity: null, stays: true },
  { name: 'render.bench.ts#table', days: [18, 21], factor: 1.06, severity: 'warning', stays: true },
  { name: REGRESSED, days: [26, DAYS + 1], factor: 1.25, severity: 'critical', stays: false },
] as const;

/** Pull requests, measured on the first machine: what each made slower in how many of its runs, by how much. */
const BRANCHES = [
  { name: 'faster-search', day: 11.6, runs: 5, slower: 'render.bench.ts#table', factor: 1.12, slowRuns: 3 },
  { name: 'new-tokenizer', day: 20.4, runs: 4, slower: 'parse.bench.ts#parse', factor: 1.3, slowRuns: 4 },
  { name: 'readable-names', day: 27.3, runs: 2, slower: null, factor: 1, slowRuns: 0 },
] as const;

const MACHINES = [
  { name: 'linux-x64', slowness: 1, cpu: 'Example CPU 8-core', cores: 8, arch: 'x64', fingerprint: '3f1c' },
  {
    name: 'linux-arm64',
    slowness: 1.4,
    cpu: 'Example ARM CPU',
    cores: 4,
    arch: 'arm64',
    fingerprint: 'a90e',
  },
];

/**
 * Writes 30 days of generated runs of five benchmarks on two machines, some six hours apart and noisy, with one
 * regression that was undone, one that was accepted, an improvement, and one regression that is open; and runs of
 * three pull requests, of which two made something slower. Returns when each run of main ended.
 */
export async function writePictureHistory(folder: string, nowMs: number): Promise<readonly number[]> {
  const normal = normalNumbers(1);
  const ends = endTimes(nowMs, normal);
  for (let i = 0; i < RUN_COUNT; i++) {
    const endMs = ends[i] ?? nowMs;
    const day = i / RUNS_PER_DAY;
    for (const machine of MACHINES) {
      await writeRun(folder, {
        name: `${String(i).padStart(4, '0')}-${machine.name}`,
        number: i,
        branch: 'main',
        endMs,
        machine,
        normal,
        baselineFactor: (name) => factorOfPastChanges(name, day),
        changeOf: (name) => openChange(name, day),
      });
    }
  }
  for (const [index, { name, day, runs, slower, factor, slowRuns }] of BRANCHES.entries()) {
    for (let i = 0; i < runs; i++) {
      const endMs = nowMs - (DAYS - day) * 86_400_000 + i * 4_200_000;
      await writeRun(folder, {
        name: `${name}-${i}`,
        number: 1_000 * (index + 1) + i,
        branch: name,
        endMs,
        machine: MACHINES[0]!,
        normal,
        baselineFactor: (benchmark) => factorOfPastChanges(benchmark, day),
        changeOf: (benchmark) =>
          benchmark === slower && i < slowRuns ? { factor, severity: 'critical' } : undefined,
      });
    }
  }
  return ends;
}

interface WantedRun {
  /** Also of its files. */
  readonly name: string;
  readonly number: number;
  readonly branch: string;
  readonly endMs: number;
  readonly machine: (typeof MACHINES)[number];
  readonly normal: () => number;
  /** What earlier changes made of a benchmark's baseline. */
  readonly baselineFactor: (benchmark: string) => number;
  readonly changeOf: (
    benchmark: string,
  ) => { readonly factor: number; readonly severity: Judged['severity'] } | undefined;
}

async function writeRun(folder: string, wanted: WantedRun): Promise<void> {
  const { name, number, branch, endMs, machine, normal, baselineFactor, changeOf } = wanted;
  const samples: Record<string, number[][]> = {};
  const judged: Record<string, Judged> = {};
  for (const [benchmark, ns] of Object.entries(BENCHMARKS)) {
    const baselineNs = ns * machine.slowness * baselineFactor(benchmark);
    const change = changeOf(benchmark);
    const rounds = noisyRounds(baselineNs * (change?.factor ?? 1), normal);
    samples[benchmark] = rounds;
    const verdict = change === undefined ? 'unchanged' : change.factor > 1 ? 'regressed' : 'improved';
    judged[benchmark] = { verdict, severity: change?.severity ?? null, speedup: baselineNs / median(rounds) };
  }
  const durationMs = Math.round(190_000 * machine.slowness * (1 + 0.04 * normal()));
  const run = singleRun({
    id: name,
    startedAt: new Date(endMs - durationMs).toISOString(),
    durationMs,
    git: { commit: (0xc0ffee0 + number * 7_919).toString(16), branch, dirty: false },
    environment: sampleEnvironment({ name: machine.name, ci: 'github' }),
    benchmarks: samples,
    warnings:
      number % 9 === 0
        ? [{ code: 'noisy-machine', message: 'The machine’s speed changed while it measured.' }]
        : [],
  });
  const lifelike = onMachine(run, machine, normal);
  await writeRunFile(join(folder, `${name}.run.json`), lifelike);
  await writeReportFile(
    join(folder, `${name}.report.json`),
    withBudget(reportOf(lifelike, judged), median(samples[REGRESSED] ?? [])),
  );
}

/** `search` may take 2.3 ms on any machine. */
function withBudget(report: Report, p50Ns: number): Report {
  const search = report.comparisons.find(({ id }) => id === REGRESSED);
  if (search === undefined) return report;
  const { id, file, group, name } = search;
  const timeNs = { point: p50Ns, lower: p50Ns * 0.99, upper: p50Ns * 1.01, confidence: 0.95 };
  const state = p50Ns > BUDGET_NS ? 'over' : 'within';
  const finding = { id, file, group, name, percentile: 'p50', budgetNs: BUDGET_NS, state } as const;
  return { ...report, budgets: [{ ...finding, timeNs, rounds: ROUNDS, summary: state }] };
}

function openChange(name: string, day: number) {
  return CHANGES.find((one) => one.name === name && day >= one.days[0] && day < one.days[1]);
}

/** What earlier changes that stayed made of the baseline. */
function factorOfPastChanges(name: string, day: number): number {
  const past = CHANGES.filter((one) => one.name === name && one.stays && day >= one.days[1]);
  return past.reduce((product, { factor }) => product * factor, 1);
}

/** When the runs end, the last one now: as irregular as commits are. */
function endTimes(nowMs: number, normal: () => number): number[] {
  const ends = [nowMs];
  while (ends.length < RUN_COUNT) {
    const gap = MS_BETWEEN_RUNS * Math.min(1.8, Math.max(0.2, 1 + 0.4 * normal()));
    ends.unshift((ends[0] ?? nowMs) - Math.round(gap));
  }
  return ends;
}

/** Samples that scatter by 1 %, from rounds and runs that scatter less, with some far above. */
function noisyRounds(p50Ns: number, normal: () => number): number[][] {
  const runNs = p50Ns * (1 + 0.006 * normal());
  return Array.from({ length: ROUNDS }, () => {
    const roundNs = runNs * (1 + 0.006 * normal());
    return Array.from({ length: SAMPLES_PER_ROUND }, () => {
      const deviation = normal();
      return roundNs * (1 + 0.012 * deviation + (deviation > 1.5 ? 0.08 * (deviation - 1.5) : 0));
    });
  });
}

function median(rounds: readonly (readonly number[])[]): number {
  const sorted = rounds.flat().sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** The run with the machine's description, and with memory, processor time and noise that vary. */
function onMachine(run: SingleRun, machine: (typeof MACHINES)[number], normal: () => number): SingleRun {
  const { environment } = run;
  const vary = (value: number) => Math.round(value * (1 + 0.02 * normal()));
  return {
    ...run,
    environment: {
      ...environment,
      fingerprint: machine.fingerprint,
      cpu: {
        ...environment.cpu,
        model: machine.cpu,
        logicalCores: machine.cores,
        availableCores: machine.cores,
      },
      os: { ...environment.os, arch: machine.arch },
      loadAtStart: Math.abs(0.3 + 0.15 * normal()),
    },
    rounds: run.rounds.map((round) => ({
      ...round,
      workers: round.workers.map((worker) => ({
        ...worker,
        rssStartBytes: vary(worker.rssStartBytes),
        rssPeakBytes: vary(worker.rssPeakBytes),
        rssEndBytes: vary(worker.rssEndBytes),
        cpuUserMs: vary(worker.cpuUserMs),
      })),
    })),
    benchmarks: run.benchmarks.map((benchmark, i) => ({
      ...benchmark,
      rounds: benchmark.rounds.map((round) => ({
        ...round,
        allocation: { head: { heapBytes: 400 * (i + 1), externalBytes: 0 } },
        noiseRatio: Math.abs(0.012 + 0.004 * normal()),
        memory: {
          gcCount: 2 + i,
          gcMs: Math.abs(2 + i + 0.4 * normal()),
          heapUsedBeforeBytes: 5e6,
          heapUsedAfterBytes: vary(6e6 + 1.5e6 * i),
          measuredMs: 100,
          cpuMs: Math.abs(98 + normal()),
          rssPeakBytes: vary(80e6 + 5e6 * i),
        },
      })),
    })),
  };
}

/** Returns a generator of numbers that scatter by 1 around 0, the same for the same seed. */
function normalNumbers(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    // The constants of Numerical Recipes.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
