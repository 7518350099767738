import type { ExitCode } from '@perf-suite/schema';
import type { Finding, SearchOutcome } from './find-slower-commits.js';
import { kindOf } from './result-kind.js';
import type { SearchResult } from './search-result.js';

/** Returns the result for programs. */
export function resultJson(result: SearchResult, exitCode: ExitCode): string {
  const { ends, history, benchmark, outcome, comparisons, errorRate } = result;
  const { id, percentile, alsoSlower, minimumEffect } = benchmark;
  const data = {
    good: { ref: ends.good, ...history[0] },
    bad: { ref: ends.bad, ...history.at(-1) },
    commitCount: history.length - 1,
    benchmark: id,
    alsoSlower,
    percentile,
    minimumEffect,
    errorRate,
    ...outcomeData(outcome),
    comparisons: comparisons.map(({ newer, older, ...one }) => ({ commit: newer, against: older, ...one })),
    exitCode,
  };
  return `${JSON.stringify(data, null, 2)}\n`;
}

function outcomeData({ whole, findings, rest }: SearchOutcome): Record<string, unknown> {
  return { whole, findings: findings.map(findingData), rest };
}

function findingData(finding: Finding): Record<string, unknown> {
  const { before, slower, undecided, comparison, inMerge } = finding;
  return {
    kind: kindOf(finding),
    commit: slower,
    before,
    undecided,
    comparison,
    inMerge: inMerge === null ? null : outcomeData(inMerge),
  };
}
