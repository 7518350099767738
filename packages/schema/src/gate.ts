import { EXIT_CODES, type ExitCode } from './exit-code.js';
import type { Report } from './report.js';
import type { RunFile } from './run-file.js';
import type { Verdict } from './verdict.js';
import { DEFAULT_FAIL_ON, FAIL_ON, type FailOn } from './verdict-settings.js';

const EXIT_CODE_OF: Readonly<Record<FailOn, ExitCode>> = {
  regressed: EXIT_CODES.regression,
  failed: EXIT_CODES.benchmarkFailed,
  missing: EXIT_CODES.missing,
  incomparable: EXIT_CODES.notComparable,
  inconclusive: EXIT_CODES.inconclusive,
};

/**
 * Returns the exit code that a report earns by its own `failOn`. Of several reasons the first in this order wins:
 * regressed (1), failed (6), missing (4), incomparable (5), inconclusive (3). Where nothing at all was
 * compared it is never 0: 5 if something was incomparable, else 6 if something failed, else 4.
 */
export function gate(report: Report): ExitCode {
  const failOn = report.failOn ?? DEFAULT_FAIL_ON;
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

/** Returns the exit code of a run that was not judged: whether one of its benchmarks failed, where that counts. */
export function gateUnjudged({ benchmarks, settings }: Pick<RunFile, 'benchmarks' | 'settings'>): ExitCode {
  const failed = benchmarks.some(({ failure }) => failure !== null);
  const counts = (settings.failOn ?? DEFAULT_FAIL_ON).includes('failed');
  return failed && counts ? EXIT_CODES.benchmarkFailed : EXIT_CODES.done;
}
