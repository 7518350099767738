import {
  type PackedSamples,
  type RunFile,
  type SampleStatistics,
  sampleStatistics,
  type Variant,
} from '@perf-suite/schema';
import { unpackedSamples } from '../unpacked-samples.js';

/** One benchmark's measurements on one side, as other tools want them. */
export interface ExportedBenchmark {
  readonly id: string;
  readonly file: string;
  /** Its groups and name. */
  readonly title: string;
  /** Over the samples of all rounds, in nanoseconds per iteration. */
  readonly all: SampleStatistics;
  /** Of each round, in the order measured. */
  readonly rounds: readonly SampleStatistics[];
}

/**
 * Returns what a run measured on one side; benchmarks without measurements are left out.
 * @throws {PerfError} `bad-file` when samples are damaged
 */
export function exportedBenchmarks(run: RunFile, variant: Variant): ExportedBenchmark[] {
  return run.benchmarks.flatMap((benchmark) => {
    const { id, file, group, name, batchSize } = benchmark;
    const samples = packedRounds(benchmark, variant).map((packed) =>
      unpackedSamples(packed, id).map((ns) => ns / batchSize),
    );
    const all = statisticsOf(samples.flatMap((ofRound) => [...ofRound]));
    if (all === null) return [];
    const rounds = samples.flatMap((ofRound) => statisticsOf(ofRound) ?? []);
    return [{ id, file, title: [...group, name].join(' > '), all, rounds }];
  });
}

/** To a thousandth of a nanosecond: what comes after it is of how computers divide. */
function statisticsOf(samplesNs: ArrayLike<number>): SampleStatistics | null {
  const found = sampleStatistics(samplesNs);
  if (found === null) return null;
  const rounded = Object.entries(found).map(([name, value]) => [name, Number(value.toFixed(3))]);
  return Object.fromEntries(rounded);
}

function packedRounds(benchmark: RunFile['benchmarks'][number], variant: Variant): PackedSamples[] {
  return benchmark.rounds.flatMap((round) => {
    if ('pairs' in round) return [round.pairs[variant]];
    return variant === 'head' ? [round.samples] : [];
  });
}
