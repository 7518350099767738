import { arch, cpus, platform } from 'node:os';

/** What scripts find in place of mitata's results: numbers of the right kind, marked as none that was measured. */

/** All times are 1 ns. */
export function placeholderStatistics(kind: string) {
  const spread = { avg: 1, min: 1, max: 1, total: 2 };
  return {
    isPlaceholder: true,
    kind,
    debug: '',
    ticks: 2,
    samples: [1, 1],
    min: 1,
    max: 1,
    avg: 1,
    p25: 1,
    p50: 1,
    p75: 1,
    p99: 1,
    p995: 1,
    p999: 1,
    heap: { ...spread },
    gc: { ...spread },
  };
}

export function placeholderContext() {
  return {
    isPlaceholder: true,
    now: Date.now(),
    arch: `${arch()}-${platform()}`,
    version: process.versions.node,
    runtime: 'node',
    cpu: { name: cpus()[0]?.model ?? null, freq: 1 },
    noop: {
      fn: placeholderStatistics('fn'),
      iter: placeholderStatistics('iter'),
      fn_gc: placeholderStatistics('fn'),
    },
  };
}
