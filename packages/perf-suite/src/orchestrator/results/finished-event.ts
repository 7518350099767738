import {
  type LiveEventOf,
  type SampleStatistics,
  sampleStatistics,
  unpackDurations,
} from '@perf-suite/schema';
import type { BenchmarkRecord } from './benchmark-record.js';

/** Returns the event that ends a benchmark, with statistics over all its rounds. */
export function finishedEvent(benchmark: BenchmarkRecord): Omit<LiveEventOf<'benchmark-finished'>, 't'> {
  const { head, base } = statisticsOverRounds(benchmark);
  return {
    type: 'benchmark-finished',
    benchmark: benchmark.index,
    rounds: benchmark.roundCount,
    head,
    base,
    failure: benchmark.failure,
  };
}

/** Statistics over the samples kept in all rounds; null for what was not measured. */
export interface RunStatistics {
  readonly head: SampleStatistics | null;
  readonly base: SampleStatistics | null;
}

export function statisticsOverRounds(benchmark: BenchmarkRecord): RunStatistics {
  const { rounds: singleRounds, batchSize } = benchmark.toSingle();
  const { rounds: pairedRounds } = benchmark.toPaired();
  const statisticsOf = (packed: readonly Parameters<typeof unpackDurations>[0][]): SampleStatistics | null =>
    sampleStatistics(
      packed.flatMap((samples) => Array.from(unpackDurations(samples), (ns) => ns / batchSize)),
    );
  return {
    head: statisticsOf([
      ...singleRounds.map(({ samples }) => samples),
      ...pairedRounds.map(({ pairs }) => pairs.head),
    ]),
    base: statisticsOf(pairedRounds.map(({ pairs }) => pairs.base)),
  };
}
