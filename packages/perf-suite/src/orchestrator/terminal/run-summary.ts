import type { ExitCode } from '@perf-suite/schema';
import type { Outcome } from '../results/conclude.js';
import { requestsOverRounds } from '../results/requests-over-rounds.js';
import type { RunTimesSummary } from '../results/run-times.js';
import { usageOverRounds } from '../results/usage-over-rounds.js';

/** Returns the finished run for machines: one JSON document with full precision, times in nanoseconds. */
export function runSummary(
  { run, end, report, reportFile, statistics, saved }: Outcome,
  { exitCode, times }: { readonly exitCode: ExitCode; readonly times: RunTimesSummary },
): unknown {
  return {
    runFile: saved.path,
    reportFile,
    id: run.id,
    mode: run.mode,
    state: run.state,
    interrupted: end === 'interrupted',
    exitCode,
    timesMs: times,
    verdict: report?.verdict ?? null,
    benchmarks: run.benchmarks.map((benchmark) => {
      const { id, file, group, name, kind, rounds, failure, warnings } = benchmark;
      const executionUsage = usageOverRounds(benchmark);
      const requests = requestsOverRounds(benchmark);
      return {
        id,
        file,
        group,
        name,
        ...(kind !== undefined && { kind }),
        rounds: rounds.length,
        head: statistics.get(id)?.head ?? null,
        base: statistics.get(id)?.base ?? null,
        ...(executionUsage !== null && { executionUsage }),
        ...(requests !== null && { requests }),
        failure,
        warnings,
      };
    }),
    warnings: run.warnings,
    report,
  };
}
