import type { SuiteResult } from './suite-result.js';

/** Something that calls benchmarks slower: perf-suite, or a usual method on the same samples. */
export interface Judge {
  readonly name: string;
  /** Names of the benchmarks of a suite that it calls slower. */
  readonly flagged: (suite: SuiteResult) => readonly string[];
}

export const PERF_SUITE: Judge = {
  name: 'perf-suite',
  flagged: (suite) => suite.comparisons.filter((one) => one.verdict === 'regressed').map((one) => one.name),
};

/** Returns perf-suite first, then the usual methods that the results contain. */
export function judgesOf(results: readonly SuiteResult[]): Judge[] {
  const methods = Object.keys(results[0]?.usual ?? {});
  return [
    PERF_SUITE,
    ...methods.map((name) => ({ name, flagged: (suite: SuiteResult) => suite.usual[name] ?? [] })),
  ];
}

/** Whether it calls a benchmark slower that is unchanged. */
export function raisesFalseAlarm({ flagged }: Judge, suite: SuiteResult): boolean {
  return flagged(suite).some((name) => name !== suite.injection?.benchmark);
}

/** Whether it calls the slowed benchmark slower. */
export function finds({ flagged }: Judge, suite: SuiteResult): boolean {
  return suite.injection !== null && flagged(suite).includes(suite.injection.benchmark);
}
