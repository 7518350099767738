import { join } from 'node:path';
import type { SingleRun } from '@perf-suite/schema';
import { writeReportFile, writeRunFile } from '@perf-suite/schema/node';
import { sampleEnvironment } from '@perf-suite/testing/sample-environment';
import { type Judged, reportOf } from '@perf-suite/testing/sample-report';
import { singleRun } from '@perf-suite/testing/sample-run';

const DAYS = 30;
const RUNS_PER_DAY = 4;
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

/** What the commits of a time did to a benchmark, until they were undone or became the new baseline. */
const CHANGES = [
  { name: 'parse.bench.ts#parse', days: [8, 10], factor: 1.18, severity: 'critical', stays: false },
  { name: 'parse.bench.ts#stringify', days: [15, 17], factor: 0.85, severity: null, stays: true },
  { name: 'render.bench.ts#table', days: [18, 21], factor: 1.06, severity: 'warning', stays: true },
  { name: REGRESSED, days: [26, DAYS + 1], factor: 1.25, severity: 'critical', stays: false },
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
 * regression that was undone, one that was accepted, an improvement, and one regression that is open.
 */
export async function writePictureHistory(folder: string, nowMs: number): Promise<void> {
  const normal = normalNumbers(1);
  const ends = endTimes(nowMs, normal);
  for (let i = 0; i < RUN_COUNT; i++) {
    const endMs = ends[i] ?? nowMs;
    const day = i / RUNS_PER_DAY;
    for (const machine of MACHINES) {
      const samples: Record<string, number[][]> = {};
      const judged: Record<string, Judged> = {};
      for (const [name, ns] of Object.entries(BENCHMARKS)) {
        const baselineNs = ns * machine.slowness * factorOfPastChanges(name, day);
        const change = openChange(name, day);
        const rounds = noisyRounds(baselineNs * (change?.factor ?? 1), normal);
        samples[name] = rounds;
        const verdict = change === undefined ? 'unchanged' : change.factor > 1 ? 'regressed' : 'improved';
        judged[name] = { verdict, severity: change?.severity ?? null, speedup: baselineNs / median(rounds) };
      }
      const durationMs = Math.round(190_000 * machine.slowness * (1 + 0.04 * normal()));
      const run = singleRun({
        id: `${machine.name}-${i}`,
        startedAt: new Date(endMs - durationMs).toISOString(),
        durationMs,
        git: { commit: (0xc0ffee0 + i * 7_919).toString(16), branch: 'main', dirty: false },
        environment: sampleEnvironment({ name: machine.name, ci: 'github' }),
        benchmarks: samples,
      });
      const lifelike = onMachine(run, machine, normal);
      const file = join(folder, `${String(i).padStart(4, '0')}-${machine.name}`);
      await writeRunFile(`${file}.run.json`, lifelike);
      await writeReportFile(`${file}.report.json`, reportOf(lifelike, judged));
    }
  }
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
