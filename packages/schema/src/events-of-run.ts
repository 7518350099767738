import { baseName, baseNote } from './base-source.js';
import { EXIT_CODES } from './exit-code.js';
import { failedChange } from './failed-change.js';
import { gate, gateUnjudged } from './gate.js';
import type { LiveEvent, LiveEventOf, SampleStatistics, Variant } from './live-event.js';
import { type PackedSamples, unpackDurations } from './packed-samples.js';
import { percentilesBehind } from './percentiles-behind.js';
import type { Comparison, Report } from './report.js';
import {
  type PairedBenchmark,
  type PairedRound,
  type RunFile,
  type SingleBenchmark,
  type SingleRound,
  type WorkerRecord,
  wasInterrupted,
} from './run-file.js';
import { sampleStatistics } from './sample-statistics.js';
import { DEFAULT_MINIMUM_EFFECT, type PercentileName } from './verdict-settings.js';

type Benchmark = SingleBenchmark | PairedBenchmark;
type BenchmarkRound = SingleRound | PairedRound;
type VariantSamples = Readonly<Record<Variant, Float64Array | null>>;

/**
 * Returns the events that a finished run sent while it measured, as far as its files show: interim analyses between rounds,
 * samples that the cap left out, and when CPU and memory were read are not in them.
 * @param report what was found about it; null yields the measurements alone
 * @throws {RangeError} when packed samples do not hold what they say
 */
export function* eventsOfRun(run: RunFile, report: Report | null): Generator<LiveEvent> {
  const measured = new Set(run.benchmarks.map(({ id }) => id));
  const missing = (report?.comparisons ?? []).filter(({ id }) => !measured.has(id));
  const endMs = Math.max(0, Date.parse(run.finishedAt) - Date.parse(run.startedAt));
  const ids = [...run.benchmarks, ...missing].map(({ id }) => id);
  const indexOf = new Map(ids.map((id, index) => [id, index]));
  yield runStarted(run, report, missing);
  for (const [index, round] of run.rounds.entries()) {
    const startedMs = round.workers.map((worker) => Date.parse(worker.startedAt) - Date.parse(run.startedAt));
    const t = startedMs.length === 0 ? 0 : Math.max(0, Math.min(...startedMs));
    yield { type: 'round-started', t, round: index };
    for (const worker of round.workers) yield* resourcesOf(worker, t);
    // A file of another tool may leave the order out.
    for (const id of new Set([...round.order, ...run.benchmarks.map((benchmark) => benchmark.id)])) {
      const benchmark = indexOf.get(id) ?? -1;
      const part = run.benchmarks[benchmark]?.rounds.find((candidate) => candidate.round === index);
      if (part !== undefined) {
        yield* roundEvents(part, { t, benchmark, batchSize: run.benchmarks[benchmark]?.batchSize ?? 1 });
      }
    }
  }
  for (const [index, benchmark] of run.benchmarks.entries()) {
    yield* endEvents(benchmark, { t: endMs, index });
    const metrics = run.metrics?.filter((metric) => metric.benchmark === benchmark.id) ?? [];
    if (metrics.length > 0) yield { type: 'metrics', t: endMs, benchmark: index, metrics };
  }
  for (const warning of [...run.warnings, ...(report?.warnings ?? [])]) {
    yield { type: 'warning', t: endMs, benchmark: null, warning };
  }
  if (report !== null) yield* verdictEvents(report, { t: endMs, indexOf });
  yield runFinished(run, report, endMs);
}

function runStarted(
  run: RunFile,
  report: Report | null,
  missing: readonly Comparison[],
): LiveEventOf<'run-started'> {
  const { id, startedAt, mode, git, environment, settings } = run;
  const suiteEffect = (report?.minimumEffect ?? settings.minimumEffect ?? DEFAULT_MINIMUM_EFFECT).p50;
  const note = run.mode === 'paired' ? baseNote(run.base, environment) : null;
  const entry = (benchmark: Benchmark | Comparison) => ({
    id: benchmark.id,
    file: benchmark.file,
    group: benchmark.group,
    name: benchmark.name,
    minimumEffect: ('minimumEffect' in benchmark ? benchmark.minimumEffect : null) ?? suiteEffect,
  });
  return {
    type: 'run-started',
    run: id,
    startedAt,
    mode,
    git,
    environment,
    baseline: report?.baseline.name ?? (run.mode === 'paired' ? baseName(run.base) : null),
    ...(note !== null && { baselineNote: note }),
    plannedRounds: Math.max(1, run.rounds.length),
    benchmarks: [...run.benchmarks, ...missing].map(entry),
  };
}

function* roundEvents(
  measured: BenchmarkRound,
  context: { readonly t: number; readonly benchmark: number; readonly batchSize: number },
): Generator<LiveEvent> {
  const { t, benchmark, batchSize } = context;
  const { round, memory, allocation, executionUsage, requests, noiseRatio } = measured;
  const samples = samplesOf(measured, batchSize);
  yield { type: 'benchmark-started', t, benchmark, round, batchSize };
  for (const variant of ['base', 'head'] as const) {
    const ns = samples[variant];
    if (ns !== null) yield { type: 'samples', t, benchmark, round, variant, first: 0, ns: [...ns] };
  }
  const head = statistics(samples.head);
  if (head === null) return;
  const base = statistics(samples.base);
  yield {
    type: 'benchmark-measured',
    t,
    benchmark,
    round,
    head,
    base,
    memory,
    ...(allocation !== undefined && { allocation }),
    ...(executionUsage !== undefined && { executionUsage }),
    ...(requests !== undefined && { requests }),
    noiseRatio,
  };
}

function* endEvents(
  benchmark: Benchmark,
  { t, index }: { readonly t: number; readonly index: number },
): Generator<LiveEvent> {
  const rounds: readonly BenchmarkRound[] = benchmark.rounds;
  const all = rounds.map((round) => samplesOf(round, benchmark.batchSize));
  yield {
    type: 'benchmark-finished',
    t,
    benchmark: index,
    rounds: rounds.length,
    head: statistics(joined(all.map(({ head }) => head))),
    base: statistics(joined(all.map(({ base }) => base))),
    failure: benchmark.failure,
  };
  for (const warning of benchmark.warnings) yield { type: 'warning', t, benchmark: index, warning };
}

function* verdictEvents(
  report: Report,
  { t, indexOf }: { readonly t: number; readonly indexOf: ReadonlyMap<string, number> },
): Generator<LiveEvent> {
  for (const comparison of report.comparisons) {
    const { id, verdict, severity, summary, percentiles, warnings } = comparison;
    const benchmark = indexOf.get(id) ?? -1;
    const failed = failedChange(comparison);
    const speedup = (name: PercentileName) =>
      percentiles.find(({ percentile }) => percentile === name)?.speedup ?? null;
    yield {
      type: 'verdict',
      t,
      benchmark,
      verdict,
      severity,
      percentiles: percentilesBehind(comparison),
      speedup: { p50: speedup('p50'), p95: speedup('p95') },
      ...(failed !== null && { failedChange: failed }),
      baseline: report.baseline.name,
      summary,
    };
    for (const warning of [...warnings, ...percentiles.flatMap((percentile) => percentile.warnings)]) {
      yield { type: 'warning', t, benchmark, warning };
    }
  }
}

function runFinished(run: RunFile, report: Report | null, t: number): LiveEventOf<'run-finished'> {
  const interrupted = wasInterrupted(run);
  const judged = report === null ? gateUnjudged(run) : gate(report);
  return {
    type: 'run-finished',
    t,
    state: run.state,
    exitCode: interrupted ? EXIT_CODES.interrupted : judged,
    verdict: report?.verdict ?? null,
    regressedCount: report?.counts.regressed ?? 0,
    interrupted,
    runFile: null,
  };
}

function* resourcesOf(worker: WorkerRecord, t: number): Generator<LiveEvent> {
  const cpuMs = worker.cpuUserMs + worker.cpuSystemMs;
  const bytes = { start: worker.rssStartBytes, peak: worker.rssPeakBytes, end: worker.rssEndBytes };
  for (const phase of ['start', 'peak', 'end'] as const) {
    yield {
      type: 'resources',
      t,
      process: 'worker',
      phase,
      rssBytes: bytes[phase],
      heapUsedBytes: 0,
      cpuRatio: worker.durationMs > 0 ? cpuMs / worker.durationMs : 0,
      core: worker.core,
    };
  }
}

function samplesOf(round: BenchmarkRound, batchSize: number): VariantSamples {
  if ('pairs' in round) {
    return {
      base: perIteration(round.pairs.base, batchSize),
      head: perIteration(round.pairs.head, batchSize),
    };
  }
  return { base: null, head: perIteration(round.samples, batchSize) };
}

function perIteration(packed: PackedSamples, batchSize: number): Float64Array {
  return unpackDurations(packed).map((durationNs) => durationNs / batchSize);
}

function statistics(samplesNs: Float64Array | null): SampleStatistics | null {
  return samplesNs === null ? null : sampleStatistics(samplesNs);
}

function joined(parts: readonly (Float64Array | null)[]): Float64Array | null {
  const present = parts.filter((part) => part !== null);
  if (present.length === 0) return null;
  const all = new Float64Array(present.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of present) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
