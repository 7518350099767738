import { AUTO_ANALYSIS_ROUNDS, analysePairs } from '@perf-suite/perf-guard';
import type { BenchmarkKind } from '@perf-suite/schema';
import type { MeasuringTime } from '../../wire/measuring-time.js';
import type { VariantSource } from '../../wire/protocol.js';
import { DEFAULT_SETTINGS, type Settings } from '../config/settings-table.js';
import type { PlannedBenchmark } from '../plan/plan.js';
import type { PreparedRun } from '../plan/prepare-run.js';
import { variantSources } from '../plan/variant-sources.js';
import type { StopSignals } from '../processes/stop-signals.js';
import type { RunRecorder } from '../results/run-recorder.js';
import type { AnalysisResult, SuiteSettings } from './run-suite.js';

/**
 * A command takes tens of milliseconds at least: in the time for a function it would be executed once or twice. Where an
 * execution takes tenths of a second, p50 of five differs more from round to round than 24 rounds make up for. A service
 * is started anew for each round, which takes as long as it is measured.
 */
const DEFAULT_TIMES: Readonly<Record<BenchmarkKind, MeasuringTime>> = {
  command: { timeMs: 1000, longer: { ms: 3000, samples: 10 } },
  service: { timeMs: 2000 },
};

/** A service that has just started gets faster for longer than a function: its requests are few. */
const DEFAULT_WARMUP_OF_SERVICE_MS = 500;

/**
 * A function whose calls are long is measured for so many times the default, until it has what p95 needs in a round. With
 * fewer, p50 of calls that take one of two times jumps between the two, and the rounds that it then takes to decide cost
 * far more than measuring longer in each.
 */
const LONGER_WITH_FEW_SAMPLES = 3;
const ENOUGH_SAMPLES = 100;

/** The measuring time that a benchmark gets: a flag beats its own wish, its own wish beats the rest. */
function timeOf(
  { timeMs: own, kind }: PlannedBenchmark,
  { timeMs }: Settings,
  flagMs: number | undefined,
): MeasuringTime {
  const chosenMs = flagMs ?? own ?? (timeMs === DEFAULT_SETTINGS.timeMs ? null : timeMs);
  if (chosenMs !== null) return { timeMs: chosenMs };
  return kind === undefined
    ? { timeMs, longer: { ms: LONGER_WITH_FEW_SAMPLES * timeMs, samples: ENOUGH_SAMPLES } }
    : DEFAULT_TIMES[kind];
}

/** Returns how the suite is measured. `flagTimeMs` is what `--time` said, undefined without it. */
export function suiteSettings(
  run: PreparedRun,
  stop: StopSignals,
  flagTimeMs: number | undefined,
): SuiteSettings {
  const { settings, packages, header, plan, base } = run;
  const auto = base !== null && header.settings.rounds === 'auto';
  const lastAnalysis = AUTO_ANALYSIS_ROUNDS.at(-1) ?? 1;
  return {
    root: plan.root,
    cacheFolder: run.cacheFolder,
    timeOf: ({ planned }) => timeOf(planned, settings, flagTimeMs),
    warmupOf: ({ planned }) => {
      const ms = packages.of(planned.fileId).warmupMs ?? settings.warmupMs;
      const isDefault = ms === DEFAULT_SETTINGS.warmupMs;
      if (planned.kind === 'service')
        return { ms: isDefault ? DEFAULT_WARMUP_OF_SERVICE_MS : ms, isOfEachRound: true };
      return { ms, isOfEachRound: !isDefault };
    },
    timeoutMsOf: (fileId) => packages.of(fileId).timeoutMs ?? settings.timeoutMs,
    sampleCap: settings.sampleCap,
    nodeFlags: settings.nodeFlags,
    parallel: header.settings.parallel ?? 1,
    cores: run.cores.workerCores,
    allCores: run.cores.allCores,
    variantsOf: (file): readonly VariantSource[] => variantSources(file, plan, base),
    stopAfterSlice: stop.afterSlice,
    stopNow: stop.now,
    rounds: header.settings.rounds === 'auto' ? lastAnalysis : header.settings.rounds,
    isolation: header.settings.isolation,
    interimAnalyses: auto ? { afterRounds: AUTO_ANALYSIS_ROUNDS, analyse: analyseSoFar } : null,
    // The budget is for the whole command: an audit gets the second half.
    budgetMs: settings.budgetMs !== null && settings.audit ? settings.budgetMs / 2 : settings.budgetMs,
  };
}

/** Analyses with the very code that judges the finished run. */
function analyseSoFar(recorder: RunRecorder): AnalysisResult[] {
  const { seed, settings, shard } = recorder.header;
  const benchmarks = recorder.benchmarks.map((record) => record.toPaired());
  return analysePairs({ seed, settings, benchmarks, ...(shard && { shard }) }).map(
    ({ id, state, percentiles }) => ({
      id,
      decided: state !== 'sampling',
      speedup: { p50: percentiles?.p50.speedup ?? null, p95: percentiles?.p95.speedup ?? null },
    }),
  );
}
