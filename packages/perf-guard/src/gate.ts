import {
  DEFAULT_FAIL_ON,
  EXIT_CODES,
  type ExitCode,
  FAIL_ON,
  type FailOn,
  type Report,
  type Verdict,
} from '@perf-suite/schema';

const EXIT_CODE_OF: Readonly<Record<FailOn, ExitCode>> = {
  regressed: EXIT_CODES.regression,
  failed: EXIT_CODES.benchmarkFailed,
  missing: EXIT_CODES.missing,
  incomparable: EXIT_CODES.notComparable,
  inconclusive: EXIT_CODES.inconclusive,
};

/**
 * Returns the exit code that a report earns. Of several reasons the first in this order wins:
 * regressed (1), failed (6), missing (4), incomparable (5), inconclusive (3). Where nothing at all was
 * compared it is never 0: 5 if something was incomparable, else 6 if something failed, else 4.
 */
export function gate(report: Report, failOn: readonly FailOn[] = DEFAULT_FAIL_ON): ExitCode {
  const countOf = (verdict: Verdict): number => report.counts[verdict] ?? 0;
  const reason = FAIL_ON.find((verdict) => failOn.includes(verdict) && countOf(verdict) > 0);
  if (reason !== undefined) return EXIT_CODE_OF[reason];
  const compared = report.comparisons.some(({ percentiles }) =>
    percentiles.some(({ change }) => change !== null),
  );
  if (compared) return EXIT_CODES.done;
  if (countOf('incomparable') > 0) return EXIT_CODES.notComparable;
  return countOf('failed') > 0 ? EXIT_CODES.benchmarkFailed : EXIT_CODES.missing;
}
