import type { GeneratorUse, RequestTally } from '@perf-suite/load';
import type { ExitCode } from '@perf-suite/schema';
import type { CheckedLimit } from './load-limits.js';
import type { LoadResult } from './load-table.js';

export interface SummaryFacts {
  readonly exitCode: ExitCode;
  readonly runFile: string;
  /** Null where it never ended. */
  readonly generator: GeneratorUse | null;
  readonly limits: readonly CheckedLimit[];
}

/** Returns a finished load for machines: one JSON document, times in nanoseconds, rates a second. */
export function loadSummary({ run, totals, all, elapsedMs }: LoadResult, facts: SummaryFacts): unknown {
  return {
    runFile: facts.runFile,
    id: run.id,
    state: run.state,
    interrupted: run.interrupted === true,
    exitCode: facts.exitCode,
    elapsedMs,
    all: summaryOf(all, elapsedMs),
    limits: facts.limits,
    requests: run.benchmarks.map(({ id, name, rounds, failure }, i) => ({
      id,
      name,
      ...summaryOf(totals[i] as RequestTally, elapsedMs),
      failure,
      windows: rounds.map(({ round, requests }) => ({ window: round, ...requests?.head })),
    })),
    generator: facts.generator,
    warnings: run.warnings,
  };
}

function summaryOf(tally: RequestTally, elapsedMs: number) {
  const { okCount, errorCount, errors, latency } = tally;
  return {
    okCount,
    errorCount,
    perSecond: (okCount / Math.max(1, elapsedMs)) * 1000,
    latencyNs: latency,
    errors,
  };
}
