import { Readable } from 'node:stream';

/**
 * What a script finds in place of the records of its run: numbers of the right kind, without meaning, which
 * `isPlaceholder` marks.
 */

const ONE = { lower: 1, upper: 1 };

const SUMMARY = {
  mean: 1,
  median: 1,
  min: 1,
  max: 1,
  stddev: 0,
  coefficientOfVariation: 0,
  confidenceInterval: ONE,
  medianConfidenceInterval: ONE,
  skewness: 0,
};

export function placeholderBenchmark(names: readonly string[]) {
  return {
    isPlaceholder: true,
    name: names.at(-1),
    namePath: names,
    tags: [],
    params: {},
    samples: [{ operations: 1, duration_ns: 1_000_000_000n, rate: 1 }],
    summary: SUMMARY,
  };
}

/** Returns a stream of records as of a run in which all went well; each is an event as well. */
export function placeholderStream(names: () => Promise<readonly (readonly string[])[]>): Readable {
  async function* records() {
    const benchmarks = await names();
    for (const path of benchmarks) yield emitted('bench:complete', placeholderBenchmark(path));
    const total = benchmarks.length;
    const counts = { completed: total, failed: 0, skipped: 0, total };
    yield emitted('bench:summary', {
      isPlaceholder: true,
      success: true,
      counts,
      duration_ns: 0n,
      file: null,
    });
  }
  const stream = Readable.from(records());
  const emitted = (type: string, data: object) => {
    stream.emit(type, data);
    return { type, data };
  };
  return stream;
}
