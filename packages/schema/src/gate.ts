import { isQuietBudget } from './budget.js';
import { EXIT_CODES, type ExitCode } from './exit-code.js';
import type { Report } from './report.js';
import type { RunFile } from './run-file.js';
import type { Verdict } from './verdict.js';
import { DEFAULT_FAIL_ON, FAIL_ON, type FailOn } from './verdict-settings.js';

const EXIT_CODE_OF: Readonly<Record<FailOn, ExitCode>> = {
  regressed: EXIT_CODES.regression,
  'over-budget': EXIT_CODES.overBudget,
  allocated: EXIT_CODES.regression,
  failed: EXIT_CODES.benchmarkFailed,
  missing: EXIT_CODES.missing,
  incomparable: EXIT_CODES.notComparable,
  inconclusive: EXIT_CODES.inconclusive,
};

/**
 * Returns the exit code that a report earns by its own `failOn`. Of several reasons the first in this order wins:
 * regressed (1), allocated (1), over budget (7), failed (6), missing (4), incomparable (5), inconclusive (3). Where nothing at all was
 * compared although it should have been, it is never 0: 5 if something was incomparable, else 6 if something failed,
 * else 4.
 */
export function gate(report: Report): ExitCode {
  const failOn = report.failOn ?? DEFAULT_FAIL_ON;
  const countOf = (verdict: Verdict): number => report.counts[verdict] ?? 0;
  const reason = reasonsIn(report).find((found) => failOn.includes(found));
  if (reason !== undefined) return EXIT_CODE_OF[reason];
  if (report.method.kind === 'none' || comparedAnything(report)) return EXIT_CODES.done;
  if (countOf('incomparable') > 0) return EXIT_CODES.notComparable;
  return countOf('failed') > 0 ? EXIT_CODES.benchmarkFailed : EXIT_CODES.missing;
}

function comparedAnything({ comparisons }: Report): boolean {
  // That both sides run the same code is a comparison, too.
  return comparisons.some(
    ({ verdict, percentiles }) =>
      verdict === 'same-code' || percentiles.some(({ change }) => change !== null),
  );
}

/**
 * Returns what explains an exit code that the verdicts do not: the gate is off for what was found, or nothing could
 * be compared. Null where the verdicts explain it.
 * @param source who said what fails, before its value: `the run was measured with`
 */
export function gateNote(report: Report, source?: string): string | null {
  const exitCode = gate(report);
  const failOn = report.failOn ?? DEFAULT_FAIL_ON;
  if (exitCode === EXIT_CODES.done) return passNote(reasonsIn(report), failOn, source);
  const reason = reasonsIn(report).find((name) => failOn.includes(name));
  if (reason === 'allocated') {
    const count = allocatingMore(report);
    return `${count} ${count === 1 ? 'benchmark allocates' : 'benchmarks allocate'} more: exit code ${exitCode} by --fail-on allocated`;
  }
  if (comparedAnything(report) || reason !== undefined) return null;
  return `nothing could be compared: exit code ${exitCode}`;
}

/** As `gateNote`, of a run that was not judged. */
export function gateNoteUnjudged(
  { benchmarks, settings }: Pick<RunFile, 'benchmarks' | 'settings'>,
  source?: string,
): string | null {
  const failed = benchmarks.some(({ failure }) => failure !== null);
  const failOn = settings.failOn ?? DEFAULT_FAIL_ON;
  return failed && !failOn.includes('failed') ? passNote(['failed'], failOn, source) : null;
}

function reasonsIn(report: Report): FailOn[] {
  const { counts, budgets = [] } = report;
  return FAIL_ON.filter((reason) => {
    if (reason === 'over-budget') return budgets.some(({ state }) => state === 'over');
    if (reason === 'allocated') return allocatingMore(report) > 0;
    const isOpen = budgets.some((budget) => budget.state === 'open' && !isQuietBudget(budget));
    return (counts[reason] ?? 0) > 0 || (reason === 'inconclusive' && isOpen);
  });
}

/** That what is undecided passes is the default, and no news. */
function passNote(
  found: readonly FailOn[],
  failOn: readonly FailOn[],
  source = 'judged with',
): string | null {
  const passed = found.filter((verdict) => DEFAULT_FAIL_ON.includes(verdict) && !failOn.includes(verdict));
  if (passed.length === 0) return null;
  return `does not fail although ${passed.map((one) => one.replace('-', ' ')).join(' and ')}: ${source} --fail-on ${failOn.join(',') || 'none'}`;
}

/** Returns the exit code of a run that was not judged: whether one of its benchmarks failed, where that counts. */
export function gateUnjudged({ benchmarks, settings }: Pick<RunFile, 'benchmarks' | 'settings'>): ExitCode {
  const failed = benchmarks.some(({ failure }) => failure !== null);
  const counts = (settings.failOn ?? DEFAULT_FAIL_ON).includes('failed');
  return failed && counts ? EXIT_CODES.benchmarkFailed : EXIT_CODES.done;
}

function allocatingMore({ comparisons }: Report): number {
  return comparisons.filter(({ allocation }) => allocation?.verdict === 'regressed').length;
}
