import {
  type LiveEventOf,
  REQUEST_ERRORS,
  type RoundRequests,
  type SampleStatistics,
} from '@perf-suite/schema';
import { BENCHMARK_METRICS } from '../catalogue/benchmark-metrics.js';
import type { MetricStore } from '../store/metric-store.js';
import type { CurrentRun } from './current-run.js';
import { relativeDeviation } from './relative-deviation.js';
import { labelsOf, type Subject } from './subject.js';

type Measured = LiveEventOf<'benchmark-measured'>;

/** Adds what one round of a benchmark took to its counters. */
export function countRound(store: MetricStore, subject: Subject, { memory, requests }: Measured): void {
  const labels = labelsOf(subject);
  store.add(BENCHMARK_METRICS.rounds, labels, 1);
  if (requests?.head !== undefined) countRequests(store, labels, requests.head);
  if (memory === null) return;
  store.add(BENCHMARK_METRICS.gcCollections, labels, memory.gcCount);
  // Without the time that it is a share of, the time of garbage collection says nothing.
  if (memory.measuredMs === undefined) return;
  store.add(BENCHMARK_METRICS.measuredTime, labels, memory.measuredMs / 1_000);
  store.add(BENCHMARK_METRICS.gcTime, labels, Math.min(memory.gcMs, memory.measuredMs) / 1_000);
  if (memory.cpuMs !== undefined) store.add(BENCHMARK_METRICS.cpuTime, labels, memory.cpuMs / 1_000);
}

/** Also kinds that did not occur get a series, so that increase() sees the first. */
function countRequests(
  store: MetricStore,
  labels: ReturnType<typeof labelsOf>,
  { okCount, errors }: RoundRequests,
): void {
  store.add(BENCHMARK_METRICS.requests, { ...labels, outcome: 'ok' }, okCount);
  for (const outcome of REQUEST_ERRORS)
    store.add(BENCHMARK_METRICS.requests, { ...labels, outcome }, errors[outcome] ?? 0);
}

/** Keeps what gauges need of all rounds of a run, also of a run that is not the newest. */
export function noteRound(run: CurrentRun, { benchmark, head, memory }: Measured): void {
  if (head.count > 0) run.roundMediansNs[benchmark]?.push(head.p50Ns);
  const peakBytes = Math.max(memory?.rssPeakBytes ?? 0, run.benchmarkPeakBytes[benchmark] ?? 0);
  run.benchmarkPeakBytes[benchmark] = peakBytes;
}

/** Sets the gauges of a benchmark after a round of its newest run. */
export function showRound(store: MetricStore, run: CurrentRun, subject: Subject, event: Measured): void {
  const labels = labelsOf(subject);
  const { memory, noiseRatio, benchmark } = event;
  // A command has no heap that could be read.
  if (memory !== null && memory.heapUsedAfterBytes > 0)
    store.set(BENCHMARK_METRICS.heapUsed, labels, memory.heapUsedAfterBytes);
  const peakBytes = run.benchmarkPeakBytes[benchmark] ?? 0;
  if (peakBytes > 0) store.set(BENCHMARK_METRICS.memoryPeak, labels, peakBytes);
  showAllocated(store, subject, event.allocation ?? {});
  if (noiseRatio !== null) store.set(BENCHMARK_METRICS.machineNoise, labels, noiseRatio);
  const noise = relativeDeviation(run.roundMediansNs[benchmark] ?? []);
  if (noise !== null) store.set(BENCHMARK_METRICS.noise, labels, noise);
  showPercentiles(store, subject, event.head);
}

/** Sets the percentiles of a benchmark's time. */
export function showPercentiles(store: MetricStore, subject: Subject, statistics: SampleStatistics): void {
  if (statistics.count === 0) return;
  const metric = BENCHMARK_METRICS.executionTimePercentile;
  const labels = labelsOf(subject);
  store.set(metric, { ...labels, percentile: 'p50' }, statistics.p50Ns / 1e9);
  store.set(metric, { ...labels, percentile: 'p95' }, statistics.p95Ns / 1e9);
  store.set(metric, { ...labels, percentile: 'p99' }, statistics.p99Ns / 1e9);
}

function showAllocated(
  store: MetricStore,
  subject: Subject,
  allocation: NonNullable<Measured['allocation']>,
): void {
  for (const variant of ['base', 'head'] as const) {
    const read = allocation[variant];
    const labels = { ...labelsOf(subject), variant };
    if (read === undefined || 'notMeasured' in read) store.remove(BENCHMARK_METRICS.allocatedBytes, labels);
    else store.set(BENCHMARK_METRICS.allocatedBytes, labels, read.heapBytes + read.externalBytes);
  }
}
