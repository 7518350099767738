import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { judgeRun } from '@perf-suite/perf-guard';
import {
  type Acceptance,
  type FailOn,
  packDurations,
  parseRunFile,
  type Report,
  type SingleRun,
  unpackDurations,
} from '@perf-suite/schema';
import { readJsonFile } from '@perf-suite/schema/node';

const FOLDER = fileURLToPath(new URL('measured/', import.meta.url));

/** As with `perf-guard check --min-effect 6% --percentile p50`: what eight rounds on a busy machine can tell. */
const MINIMUM_EFFECT = { p50: 0.06, p95: 0.15 };

/** Returns runs that perf-suite measured, of one file with the benchmarks `parse`, `print` and `add`. */
export async function readMeasuredRuns(): Promise<SingleRun[]> {
  const runs: SingleRun[] = [];
  for (const name of readdirSync(FOLDER).sort()) {
    const run = parseRunFile(await readJsonFile(`${FOLDER}${name}`), name);
    if (run.mode === 'single') runs.push(run);
  }
  return runs;
}

export interface Machine {
  readonly environment: string;
  readonly cores: number;
  readonly ci: string;
}

/** How a run of the history differs from the measured one that it was made of. */
export interface RunChanges {
  readonly id: string;
  readonly startedAtMs: number;
  readonly machine: Machine;
  /** The machine's unless given; null for a run on a developer's machine, outside of CI. */
  readonly ci?: string | null;
  readonly branch: string;
  readonly commit: string;
  readonly load?: number;
  /** What each benchmark's times are multiplied with, by its name and round. */
  readonly factor?: (name: string, round: number) => number;
  /** A benchmark that threw, and one that was not measured. */
  readonly failed?: string;
  readonly missing?: string;
  /** A benchmark whose worker takes nearly all memory of the machine. */
  readonly largest?: string;
  readonly accepted?: readonly Acceptance[];
}

const DURATION_MS = 3 * 60_000;
const MEMORY_BYTES = 8e9;

/** Returns a measured run with another date, machine and code. */
export function changedRun(measured: SingleRun, changes: RunChanges): SingleRun {
  const { id, startedAtMs, machine, branch, commit, failed, missing, largest, accepted = [] } = changes;
  const { environment, cores } = machine;
  return {
    ...measured,
    id,
    startedAt: new Date(startedAtMs).toISOString(),
    finishedAt: new Date(startedAtMs + DURATION_MS).toISOString(),
    state: failed === undefined ? 'complete' : 'partial',
    settings: { ...measured.settings, accepted },
    environment: {
      ...measured.environment,
      name: environment,
      ci: changes.ci === undefined ? machine.ci : changes.ci,
      cpu: { ...measured.environment.cpu, logicalCores: cores },
      memory: { totalBytes: MEMORY_BYTES, limitBytes: null },
      loadAtStart: changes.load ?? 0.4,
    },
    git: { commit, branch, dirty: false },
    warnings: [],
    benchmarks: measured.benchmarks
      .filter(({ name }) => name !== missing)
      .map((benchmark) =>
        benchmark.name === failed
          ? {
              ...benchmark,
              failure: { reason: 'threw', round: 0, message: 'the input is gone' } as const,
              rounds: [],
            }
          : { ...benchmark, rounds: scaledRounds(benchmark, changes.factor) },
      )
      .map((benchmark) => (benchmark.name === largest ? grown(benchmark, MEMORY_BYTES) : benchmark)),
  };
}

/** Returns a benchmark whose worker held four fifths of the machine's memory. */
function grown(benchmark: SingleRun['benchmarks'][number], memoryBytes: number) {
  const rounds = benchmark.rounds.map(({ memory, ...round }) => ({
    ...round,
    memory: memory === null ? null : { ...memory, rssPeakBytes: 0.8 * memoryBytes },
  }));
  return { ...benchmark, rounds };
}

function scaledRounds({ name, rounds }: SingleRun['benchmarks'][number], factor: RunChanges['factor']) {
  return rounds.map((round, i) => {
    const times = factor?.(name, i) ?? 1;
    if (times === 1) return round;
    const durations = Array.from(unpackDurations(round.samples), (ns) => ns * times);
    return { ...round, samples: packDurations(durations) };
  });
}

/** Returns perf-guard's report on a run, judged half a minute after its end; its gate fails for `failOn`, where given. */
export function judged(run: SingleRun, baselines: readonly SingleRun[], failOn?: readonly FailOn[]): Report {
  return judgeRun(run, {
    baselines: baselines.map((baseline) => ({ run: baseline, file: null })),
    createdAt: new Date(Date.parse(run.finishedAt) + 30_000).toISOString(),
    runFile: null,
    minimumEffect: MINIMUM_EFFECT,
    gating: ['p50'],
    seed: 1,
    ...(failOn && { failOn }),
  });
}
