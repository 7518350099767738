import { printable } from '@perf-suite/command-line';
import {
  type BudgetFinding,
  type Comparison,
  DEFAULT_FAIL_ON,
  type FailOn,
  isQuietBudget,
  type Report,
  type RunFile,
  type Verdict,
  verdictWords,
} from '@perf-suite/schema';
import { BUDGET_WORDS } from '../budgets/budget-words.js';
import { nameOf } from '../render/report-words.js';

/** A benchmark as CI systems know the results of tests. */
export interface TestCase {
  readonly id: string;
  /** As the run file names it: relative to the folder that was measured. */
  readonly file: string;
  /** Where the file declares it; null where that is not known. */
  readonly line: number | null;
  /** Its groups and name, as one line. */
  readonly title: string;
  /**
   * What comes of it: `failure` fails the gate; `warning` would, were the gate not told otherwise; `open` is not
   * decided; `passed` asks nothing of anyone.
   */
  readonly outcome: 'failure' | 'warning' | 'open' | 'passed';
  /** A verdict in words. */
  readonly state: string;
  readonly isCritical: boolean;
  /** What was found and how sure it is, as one line. */
  readonly message: string;
  /** Median time of an iteration in nanoseconds; null where there is none. */
  readonly p50Ns: number | null;
}

/** Where a file declares a benchmark. */
export type FindLine = (benchmark: Pick<Comparison, 'file' | 'group' | 'name'>) => number | null;

/** Returns the benchmarks and the budgets of a report, those that fail the gate first. */
export function testCasesOf(report: Report, findLine: FindLine): TestCase[] {
  const failOn: readonly string[] = report.failOn ?? DEFAULT_FAIL_ON;
  const cases = report.comparisons.map((comparison) => testCaseOf(comparison, failOn, findLine));
  const budgets = (report.budgets ?? []).map((budget) => budgetCase(budget, failOn, findLine));
  return inOrder([...cases, ...budgets]);
}

/** Returns the benchmarks of a run that nobody judged: only what failed is known. */
export function testCasesOfRun(
  { benchmarks, settings }: Pick<RunFile, 'benchmarks' | 'settings'>,
  findLine: FindLine,
): TestCase[] {
  const failOn: readonly FailOn[] = settings.failOn ?? DEFAULT_FAIL_ON;
  return inOrder(
    benchmarks.map((benchmark) => ({
      id: benchmark.id,
      file: benchmark.file,
      line: benchmark.failure === null ? null : findLine(benchmark),
      title: printable(nameOf(benchmark)),
      outcome: benchmark.failure === null ? 'passed' : failOn.includes('failed') ? 'failure' : 'warning',
      state: benchmark.failure === null ? 'measured' : 'failed',
      isCritical: false,
      message: printable(benchmark.failure?.message ?? 'Measured; nothing to compare it with.'),
      p50Ns: null,
    })),
  );
}

function testCaseOf(comparison: Comparison, failOn: readonly string[], findLine: FindLine): TestCase {
  const { id, file, verdict, severity, summary, percentiles, explanation } = comparison;
  const outcome = outcomeOf(comparison, failOn);
  return {
    id,
    file,
    line: outcome === 'passed' ? null : findLine(comparison),
    title: printable(nameOf(comparison)),
    outcome,
    // What fails for its allocation alone has a verdict that passes.
    state: outcome === 'failure' && !failOn.includes(verdict) ? 'allocates more' : verdictWords(verdict),
    isCritical: severity === 'critical',
    message: printable(explanation === undefined ? summary : `${summary} ${explanation.summary}`),
    p50Ns: percentiles.find(({ percentile }) => percentile === 'p50')?.currentNs ?? null,
  };
}

function budgetCase(budget: BudgetFinding, failOn: readonly string[], findLine: FindLine): TestCase {
  const { id, file, percentile, state, summary } = budget;
  const exceeded = failOn.includes('over-budget') ? 'failure' : 'warning';
  const outcome = isQuietBudget(budget) ? 'passed' : state === 'over' ? exceeded : 'open';
  return {
    id: `${id} budget ${percentile}`,
    file,
    line: outcome === 'passed' ? null : findLine(budget),
    title: `${printable(nameOf(budget))} (budget at ${percentile})`,
    outcome,
    state: BUDGET_WORDS[state],
    isCritical: false,
    message: printable(summary),
    p50Ns: null,
  };
}

/** What a verdict comes to where the gate does not fail for it. */
const OUTCOMES: Readonly<Record<Verdict, TestCase['outcome']>> = {
  regressed: 'warning',
  failed: 'warning',
  missing: 'warning',
  incomparable: 'warning',
  inconclusive: 'open',
  accepted: 'passed',
  improved: 'passed',
  unchanged: 'passed',
  'same-code': 'passed',
  new: 'passed',
};

function outcomeOf({ verdict, allocation }: Comparison, failOn: readonly string[]): TestCase['outcome'] {
  if (failOn.includes(verdict)) return 'failure';
  if (failOn.includes('allocated') && allocation?.verdict === 'regressed') return 'failure';
  return OUTCOMES[verdict];
}

const ORDER: readonly TestCase['outcome'][] = ['failure', 'warning', 'open', 'passed'];

function inOrder(cases: readonly TestCase[]): TestCase[] {
  return cases.toSorted((a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome));
}
