import { checkLength } from '../../api/suite/name-length.js';
import type { CollectedBenchmark } from '../harness/collector.js';
import { benchmarkId } from './benchmark-id.js';
import type { Subject } from './subject.js';

/**
 * Returns the benchmarks that a file declared to a harness.
 */
export function collectedSubjects(benchmarks: readonly CollectedBenchmark[], fileId: string): Subject[] {
  const seen = new Map<string, number>();
  return benchmarks.map((benchmark) => {
    const { group } = benchmark;
    const given = checkLength(benchmark.name);
    const count = (seen.get(benchmarkId(fileId, group, given)) ?? 0) + 1;
    seen.set(benchmarkId(fileId, group, given), count);
    // Other harnesses let two have one name.
    const name = count === 1 ? given : `${given} (${count})`;
    return {
      declared: {
        id: benchmarkId(fileId, group, name),
        group,
        name,
        async: benchmark.async ?? false,
        timeMs: null,
        minimumEffect: null,
      },
      async: benchmark.async,
      enter: (phase) => benchmark.enter(phase),
      call: () => benchmark.call(),
      leave: (phase) => benchmark.leave(phase),
      dispose: () => benchmark.dispose(),
    };
  });
}
