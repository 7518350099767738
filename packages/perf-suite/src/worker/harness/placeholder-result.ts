/**
 * What a script finds in place of the results that its harness would have measured: numbers of the right kind, so that
 * tables and comparisons of its own do not break. `isPlaceholder` marks them.
 */

/** Times in milliseconds and rates per second alike: 1, without any spread. */
const STATISTICS = {
  aad: 0,
  critical: 1.96,
  df: 1,
  mad: 0,
  max: 1,
  mean: 1,
  min: 1,
  moe: 0,
  p50: 1,
  p75: 1,
  p99: 1,
  p995: 1,
  p999: 1,
  rme: 0,
  samples: [1, 1],
  samplesCount: 2,
  sd: 0,
  sem: 0,
  variance: 0,
};

/** The result of a task, with the fields of all versions of tinybench. */
export function placeholderResult() {
  return {
    isPlaceholder: true,
    state: 'completed',
    latency: { ...STATISTICS },
    throughput: { ...STATISTICS },
    period: 1,
    totalTime: 2,
    runtime: 'node',
    runtimeVersion: process.version,
    timestampProviderName: 'performanceNow',
    ...STATISTICS,
    hz: 1000,
  };
}
