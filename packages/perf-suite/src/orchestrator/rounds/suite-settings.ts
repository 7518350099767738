import { AUTO_ANALYSIS_ROUNDS, analysePairs } from '@perf-suite/perf-guard';
import type { VariantSource } from '../../wire/protocol.js';
import { DEFAULT_SETTINGS } from '../config/settings-table.js';
import type { PreparedRun } from '../plan/prepare-run.js';
import { variantSources } from '../plan/variant-sources.js';
import type { StopSignals } from '../processes/stop-signals.js';
import type { RunRecorder } from '../results/run-recorder.js';
import { measuringTimeOf } from './measuring-time-of.js';
import type { AnalysisResult, SuiteSettings } from './run-suite.js';

/** A service that has just started gets faster for longer than a function: its requests are few. */
const DEFAULT_WARMUP_OF_SERVICE_MS = 500;

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
    timeOf: ({ planned }) => measuringTimeOf(planned, settings, flagTimeMs),
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
